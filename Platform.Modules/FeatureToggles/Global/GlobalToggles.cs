using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.FeatureToggles.Toggles;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.FeatureToggles.Global;

/// <summary>A toggle with the value that tenants get who have no own.</summary>
public sealed record ToggleView(
    Guid Id, string Identifier, string Name, string? Description, string? Category, string Type, JsonElement? DefaultValue,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>The toggles of the platform. Whoever has the feature reads them; only super-admins write what all tenants get.</summary>
internal sealed partial class GlobalToggles() : Resource<FeatureToggle>("feature_toggles.toggle", "Feature toggle", new("feature_toggles.view", "feature_toggles.manage"))
{
    private const string Default = "defaultValue";

    protected override int MaxPageSize => 200;

    protected override string Commands => "feature_toggles.global";

    protected override void Describe(Fields<FeatureToggle> fields)
    {
        fields.Add("id", t => t.Id).ReadOnly();
        fields.Add("identifier", t => t.Identifier).Required().Max(100).Sorted()
            .Check<string>(value => Identifiers().IsMatch(value) ? null : "must begin with a small letter and have only small letters, digits and underscores");
        fields.Add("name", t => t.Name).Required().Max(200).Sorted();
        fields.Add("description", t => t.Description).Max(2000);
        fields.Add("category", t => t.Category).Max(100).Sorted();
        fields.Add("type", t => t.Type).Required().Sorted().Filtered().OneOf(ToggleValue.Boolean, ToggleValue.Text, ToggleValue.Number, ToggleValue.Object);
        fields.Add("createdAt", t => t.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", t => t.UpdatedAt).ReadOnly().Sorted();
        fields.Input<JsonElement>(Default);
        fields.Compute(Default, (_, _, _) => Task.FromResult<Func<FeatureToggle, object?>>(t => ToggleValue.Show(t.DefaultValue)));

        // Not by the index of the kit, which is a tenant's.
        fields.Filter("search", (_, text) => t => EF.Functions.Like(FoldedText.Column(t.Identifier), Like.Containing(text), Like.Escape) || EF.Functions.Like(FoldedText.Column(t.Name), Like.Containing(text), Like.Escape)
            || EF.Functions.Like(FoldedText.Column(t.Description), Like.Containing(text), Like.Escape) || EF.Functions.Like(FoldedText.Column(t.Category), Like.Containing(text), Like.Escape));
        fields.Filter("identifier", (_, text) => t => EF.Functions.Like(FoldedText.Column(t.Identifier), Like.Containing(text), Like.Escape));
        fields.Filter("name", (_, text) => t => EF.Functions.Like(FoldedText.Column(t.Name), Like.Containing(text), Like.Escape));
        fields.Filter("category", (_, text) => t => EF.Functions.Like(FoldedText.Column(t.Category), Like.Containing(text), Like.Escape));
    }

    public void MapAll(RouteGroupBuilder group)
    {
        Map(group, "/global");
        group.MapGet("/global/{id:guid}", ReadAsync).Requires("feature_toggles.view").WithSummary("Read a feature toggle");
    }

    protected override Task<Problem?> BeforeAsync(Write<FeatureToggle> write, CancellationToken cancellation) => Task.FromResult(SetDefault(write));

    protected override Task<Problem?> CheckAsync(PendingRow<FeatureToggle> pending, CancellationToken cancellation) => Task.FromResult(Refuse(pending));

    protected override Problem? OnDuplicate(string constraint) => constraint == FeatureToggleTable.UniqueIdentifier
        ? new Problem(ProblemKind.Conflict, "A feature toggle with this identifier already exists")
        : null;

    protected override void WriteUpdated(Utf8JsonWriter json, Write<FeatureToggle> write)
    {
        json.WriteString("id", write.Row.Id);
        json.WriteBoolean("ok", true);
    }

    protected override void WriteDeleted(Utf8JsonWriter json, Write<FeatureToggle> write) => WriteUpdated(json, write);

    private static Problem? Refuse(PendingRow<FeatureToggle> pending)
    {
        if (!pending.Caller.IsSuperAdmin)
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden");
        }

        // Tenants have values of the old type.
        return pending.Kind == WriteKind.Update && pending.Changes(nameof(FeatureToggle.Type)) ? Invalid("type", "cannot be changed") : null;
    }

    private static Problem? SetDefault(Write<FeatureToggle> write)
    {
        if (!write.Context.Caller.IsSuperAdmin)
        {
            return null;
        }

        if (!write.Has(Default))
        {
            return null;
        }

        var value = write.Input<JsonElement>(Default);
        write.Row.DefaultValue = ToggleValue.Store(value);
        return write.Row.DefaultValue is not null && ToggleValue.Refuse(write.Row.Type, value) is { } wrong ? Invalid(Default, wrong) : null;
    }

    private static Problem Invalid(string field, string wrong) =>
        new(ProblemKind.Invalid, "Validation failed", Fields: new Dictionary<string, string[]> { [field] = [wrong] });

    private static async Task<Outcome<ToggleView>> ReadAsync(Guid id, PlatformDb db, CancellationToken cancellation) =>
        await db.Set<FeatureToggle>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellation) is { } row
            ? new ToggleView(row.Id, row.Identifier, row.Name, row.Description, row.Category, row.Type, ToggleValue.Show(row.DefaultValue), row.CreatedAt, row.UpdatedAt)
            : Problem.NotFound("Feature toggle");

    [GeneratedRegex("^[a-z][a-z0-9_]*\\z")]
    private static partial Regex Identifiers();
}
