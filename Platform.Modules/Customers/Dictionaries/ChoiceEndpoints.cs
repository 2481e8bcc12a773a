using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Directory.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.Customers.Dictionaries;

/// <summary>The choices of a kind: an organization sees those above it too, and changes its own only.</summary>
internal static class ChoiceEndpoints
{
    private const string Manage = "customers.settings.manage";
    private const string Resource = "customers.dictionary_entry";
    private static readonly Problem UnknownKind = Problem.OfField("kind", "must be a short name of small letters, digits, hyphens and underscores");
    private static readonly Problem NotFound = Problem.NotFound("Dictionary entry");
    private static readonly Problem ValueTaken = new(ProblemKind.Conflict, "An entry with this value already exists");

    public static void Map(RouteGroupBuilder customers)
    {
        var group = customers.MapGroup("/dictionaries/{kind}").ExpectsIds("id");
        group.MapGet("", List).Requires("customers.people.view").WithSummary("List the choices of a kind")
            .WithDescription("Those of the selected organization and of the ones above it. Of two with the same value the nearer one is shown.");
        group.MapPost("", Save).Requires(Manage).WithSummary("Add a choice")
            .WithDescription("201 for a new value. Where the organization has the value, whatever its case, the entry is changed instead: 200.");
        group.MapPatch("/{id}", Update).Requires(Manage).WithSummary("Change a choice").WithDescription("A role type that somebody has keeps its value: 409.").Refuses(ProblemKind.Conflict, RoleTypes.InUse);
        group.MapDelete("/{id}", Remove).Requires(Manage).WithSummary("Delete a choice").WithDescription("A role type that somebody has stays: 409.").Refuses(ProblemKind.Conflict, RoleTypes.InUse);
    }

    private static async Task<Outcome<ChoiceItems>> List(string kind, CrudContext context, OrganizationLines lines, CancellationToken cancellation)
    {
        if (Read(kind, context, out var name, out var organization) is { } refused)
        {
            return refused;
        }

        var line = await lines.UpAsync(organization, cancellation);
        var rows = await context.Db.Set<Choice>().AsNoTracking().Where(c => c.Kind == name && line.Contains(c.OrganizationId)).ToListAsync(cancellation);
        return new ChoiceItems(
        [
            .. rows.GroupBy(c => c.NormalizedValue, StringComparer.Ordinal).Select(same => same.MinBy(c => line.IndexOf(c.OrganizationId))!)
                .OrderBy(c => c.Label, SortOrder.People).ThenBy(c => c.Id).Select(c => ChoiceView.Of(c, organization)),
        ]);
    }

    private static async Task<Outcome<ChoiceView>> Save(string kind, NewChoice input, CrudContext context, CancellationToken cancellation)
    {
        if (Read(kind, context, out var name, out var organization) is { } refused)
        {
            return refused;
        }

        var (db, now, value) = (context.Db, context.Clock.Now(), input.Value!.Trim());
        await using var change = await context.Changes.BeginAsync("customers.dictionary_entries.save", cancellation);
        var normalized = NormalizedKey.Of(value);
        var row = await Own(db, name, organization).Where(c => c.NormalizedValue == normalized).ForUpdate().SingleOrDefaultAsync(cancellation);
        var isNew = row is null;
        if (row is null)
        {
            row = new Choice
            {
                TenantId = context.Caller.TenantId, OrganizationId = organization, Kind = name, Value = value, Label = value, CreatedAt = now,
            };
            db.Add(row);
        }

        input.Apply(row, now);
        var view = ChoiceView.Of(row, organization);
        return await Describe(change, row, isNew ? "create" : "update").CommitAsync(cancellation, OnDuplicate) is { } taken ? taken : isNew ? Outcome.Created(view) : view;
    }

    private static async Task<Outcome<ChoiceView>> Update(
        string kind, PathId id, ChoiceChange input, CrudContext context, OrganizationLines lines, CancellationToken cancellation)
    {
        if (Read(kind, context, out var name, out var organization) is { } refused)
        {
            return refused;
        }

        await using var change = await context.Changes.BeginAsync("customers.dictionary_entries.update", cancellation);
        if (await Own(context.Db, name, organization).Where(c => c.Id == id.Value).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return NotFound;
        }

        if (input.Value?.Trim() is { } value && value != row.Value)
        {
            if (NormalizedKey.Of(value) != row.NormalizedValue && await RoleTypes.RefuseUsedAsync(context.Db, lines, row, row.Value, cancellation) is { } used)
            {
                return used;
            }

            row.Value = value;
        }

        input.Apply(row, context.Clock.Now());
        return await Describe(change, row, "update").CommitAsync(ChoiceView.Of(row, organization), cancellation, OnDuplicate);
    }

    private static async Task<Outcome<SuccessAnswer>> Remove(string kind, PathId id, CrudContext context, OrganizationLines lines, CancellationToken cancellation)
    {
        if (Read(kind, context, out var name, out var organization) is { } refused)
        {
            return refused;
        }

        await using var change = await context.Changes.BeginAsync("customers.dictionary_entries.delete", cancellation);
        if (await Own(context.Db, name, organization).Where(c => c.Id == id.Value).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return NotFound;
        }

        if (await RoleTypes.RefuseUsedAsync(context.Db, lines, row, row.Value, cancellation) is { } refusal)
        {
            return refusal;
        }

        context.Db.Remove(row);
        return await Describe(change, row, "delete").CommitAsync(SuccessAnswer.Value, cancellation);
    }

    private static Problem? Read(string text, CrudContext context, out string kind, out Guid organization)
    {
        (kind, organization) = (ChoiceKinds.Of(text) ?? "", context.Caller.OrganizationId ?? Guid.Empty);
        return kind.Length == 0 ? UnknownKind : organization == Guid.Empty ? Problem.NoOrganization : null;
    }

    private static IQueryable<Choice> Own(PlatformDb db, string kind, Guid organization) =>
        db.Set<Choice>().Where(c => c.Kind == kind && c.OrganizationId == organization);

    private static Change Describe(Change change, Choice row, string verb) => change
        .Describe($"{char.ToUpperInvariant(verb[0])}{verb[1..]} dictionary entry", Resource, row.Id)
        .Raise(new DomainEvent($"{Resource}.{verb}d", row.OrganizationId, new { id = row.Id, kind = row.Kind }));

    private static Problem? OnDuplicate(string index) => ValueTaken;
}

/// <summary>The answer of a deletion: <c>{"success": true}</c>.</summary>
public sealed record SuccessAnswer(bool Success)
{
    public static readonly SuccessAnswer Value = new(true);
}
