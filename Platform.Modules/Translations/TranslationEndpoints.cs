using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Translations;

/// <param name="Translations"><c>{locale: {field: text}}</c>.</param>
internal sealed record TranslationsView(string EntityType, string EntityId, Json Translations, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Translations of one record; they belong to the caller's organization.</summary>
internal static class TranslationEndpoints
{
    public const string Saved = "translations.translation.updated";
    public const string Deleted = "translations.translation.deleted";
    private const string Kind = "translations.translation";
    private static readonly Problem Missing = Problem.NotFound("Translations");

    public static void Map(RouteGroupBuilder translations)
    {
        var one = translations.MapGroup("/{entityType}/{entityId}");
        one.MapGet("", Read).Requires(TranslationsModule.View).WithSummary("Read the translations of a record");
        one.MapPut("", Save).Requires(TranslationsModule.Manage).WithSummary("Save the translations of a record")
            .WithDescription("`{locale: {field: text}}` replaces all; what is null or empty is left out.");
        one.MapDelete("", Delete).Requires(TranslationsModule.Manage).WithSummary("Delete the translations of a record");
    }

    private static async Task<Outcome<TranslationsView>> Read(string entityType, string entityId, PlatformDb db, Caller caller, CancellationToken cancellation) =>
        Refuse(entityType, entityId)
        ?? (await Rows(db, caller, entityType, entityId).AsNoTracking().SingleOrDefaultAsync(cancellation) is { } row ? View(row) : (Outcome<TranslationsView>)Missing);

    private static async Task<Outcome<TranslationsView>> Save(
        string entityType, string entityId, Json input, PlatformDb db, Caller caller, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (Refuse(entityType, entityId) is { } bad)
        {
            return bad;
        }

        using var body = JsonDocument.Parse(input.ToString());
        var (translations, errors) = TranslationRules.Check(body.RootElement);
        if (errors.Count > 0)
        {
            return new Problem(ProblemKind.Invalid, "Validation failed", Fields: errors);
        }

        await using var change = await changes.BeginAsync($"{Kind}.save", cancellation, LockOf(caller, entityType, entityId));
        var now = clock.Now();
        var row = await Rows(db, caller, entityType, entityId).SingleOrDefaultAsync(cancellation);
        if (row is null)
        {
            row = new EntityTranslations { TenantId = caller.TenantId, OrganizationId = caller.OrganizationId, EntityType = entityType, EntityId = entityId, CreatedAt = now };
            db.Add(row);
        }

        (row.Translations, row.UpdatedAt) = (translations, now);
        return await Describe(change, "Save translations", row, Saved).CommitAsync(View(row), cancellation);
    }

    private static async Task<IResult> Delete(
        string entityType, string entityId, PlatformDb db, Caller caller, Changes changes, CancellationToken cancellation)
    {
        if (Refuse(entityType, entityId) is { } bad)
        {
            return (Outcome<Nothing>)bad;
        }

        await using var change = await changes.BeginAsync($"{Kind}.delete", cancellation, LockOf(caller, entityType, entityId));
        if (await Rows(db, caller, entityType, entityId).SingleOrDefaultAsync(cancellation) is { } row)
        {
            db.Remove(row);
            if (await Describe(change, "Delete translations", row, Deleted).CommitAsync(cancellation) is { } refused)
            {
                return (Outcome<Nothing>)refused;
            }
        }

        return Results.NoContent();
    }

    private static AdvisoryLock LockOf(Caller caller, string entityType, string entityId) =>
        AdvisoryLocks.Translation.Of($"{caller.TenantId}:{caller.OrganizationId}:{entityType}:{entityId}");

    private static Change Describe(Change change, string label, EntityTranslations row, string eventType) => change.Describe(label, Kind, row.Id)
        .Raise(eventType, new { id = row.Id, entityType = row.EntityType, entityId = row.EntityId }, row.OrganizationId);

    private static Problem? Refuse(string entityType, string entityId) =>
        entityType.Length > EntityTranslationsTable.MaxEntityType || !TranslationRules.IsEntityType(entityType)
            ? new Problem(ProblemKind.Invalid, "Validation failed", Fields: new Dictionary<string, string[]> { ["entityType"] = ["must look like module:entity"] })
            : entityId.Length > EntityTranslationsTable.MaxEntityId || entityId.Any(char.IsControl)
                ? new Problem(ProblemKind.Invalid, "Validation failed", Fields: new Dictionary<string, string[]> { ["entityId"] = [$"must have at most {EntityTranslationsTable.MaxEntityId} characters"] })
                : null;

    private static IQueryable<EntityTranslations> Rows(PlatformDb db, Caller caller, string entityType, string entityId) =>
        db.Set<EntityTranslations>().Where(t => t.OrganizationId == caller.OrganizationId && t.EntityType == entityType && t.EntityId == entityId);

    private static TranslationsView View(EntityTranslations row) => new(row.EntityType, row.EntityId, row.Translations, row.CreatedAt, row.UpdatedAt);
}
