using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Entities.Custom;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Entities.Definitions;

public sealed record DefinitionView(Guid Id, string Key, string Kind, JsonObject ConfigJson, Guid? OrganizationId, Guid TenantId);

public sealed record ManagedDefinitions(
    IReadOnlyList<DefinitionView> Items, IReadOnlyList<string> DeletedKeys, JsonNode? Fieldsets, bool SingleFieldsetPerRecord);

public sealed record DefinitionList(IReadOnlyList<JsonObject> Items);

/// <summary>Definitions of custom fields.</summary>
internal static class DefinitionEndpoints
{
    private const string Kind = "entities.definition";
    private const string Manage = "entities.definitions.manage";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/definitions", List).WithSummary("List the fields in force")
            .WithDescription("Of one entity (`entityId`) or several (`entityIds`, comma-separated). An organization's own definition wins over the tenant's; a deleted one hides the key.");
        group.MapPost("/definitions", Save).Requires(Manage).WithSummary("Create or change a field");
        group.MapDelete("/definitions", Remove).Requires(Manage).WithSummary("Delete a field").WithDescription("Values that records have stay, and are seen again when the field is restored.");
        group.MapPost("/definitions.batch", SaveAll).Requires(Manage).WithSummary("Create or change fields of an entity, all or none");
        group.MapGet("/definitions.manage", Managed).Requires(Manage).WithSummary("List the definitions of the caller's scope");
        group.MapPost("/definitions.restore", Restore).Requires(Manage).WithSummary("Restore a deleted field");
    }

    private static async Task<Outcome<DefinitionList>> List(PlatformDb db, Caller caller, CustomFieldCatalog catalog, HttpContext http, CancellationToken cancellation)
    {
        var read = new QueryReader(http.Request.Query);
        var ids = (read.Words("entityIds") ?? []).Concat(read.Words("entityId") ?? []).Distinct().ToList();
        if (ids.Count == 0 || ids.Any(id => !EntityNames.IsEntityId(id)))
        {
            return ids.Count == 0 ? EntityNames.NeedsEntityId : EntityNames.Invalid("entityId", "must look like module:entity, in lower case");
        }

        var fieldset = read.Text("fieldset");
        var items = new List<JsonObject>();
        foreach (var (id, fields) in await catalog.OfAllAsync(db, ids, caller.OrganizationId, cancellation))
        {
            foreach (var field in fields.Where(f => fieldset is null || f.Config["fieldset"]?.ToString() == fieldset))
            {
                var item = field.Config.DeepClone().AsObject();
                (item["key"], item["kind"], item["label"], item["entityId"]) = (field.Key, field.Kind, field.Label, id);
                items.Add(item);
            }
        }

        return new DefinitionList(items);
    }

    private static async Task<Outcome<SavedItem<DefinitionView>>> Save(
        DefinitionInput input, PlatformDb db, Caller caller, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (!EntityNames.IsEntityId(input.EntityId))
        {
            return EntityNames.Invalid("entityId", "must look like module:entity, in lower case");
        }

        var item = new DefinitionItem(input.Key, input.Kind, input.ConfigJson, input.IsActive);
        var (saved, problem) = await StoreAsync(db, caller, changes, clock, input.EntityId!, [item], null, cancellation);
        return problem is not null ? problem : new SavedItem<DefinitionView>(true, View(saved![0]));
    }

    private static async Task<Outcome<OkAnswer>> SaveAll(
        DefinitionBatch batch, PlatformDb db, Caller caller, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (!EntityNames.IsEntityId(batch.EntityId))
        {
            return EntityNames.Invalid("entityId", "must look like module:entity, in lower case");
        }

        if (batch.Definitions!.Count > DefinitionRules.MaxBatch || batch.Definitions.DistinctBy(d => d.Key).Count() != batch.Definitions.Count)
        {
            return EntityNames.Invalid("definitions", $"must be at most {DefinitionRules.MaxBatch}, each key once");
        }

        if (batch.Fieldsets is { } sets && DefinitionRules.RefuseFieldsets(sets) is { } unfit)
        {
            return EntityNames.Invalid("fieldsets", unfit);
        }

        var items = batch.Definitions.Select((d, index) =>
        {
            var config = d.ConfigJson?.DeepClone().AsObject() ?? [];
            config["priority"] = index;
            return d with { ConfigJson = config };
        }).ToList();
        return (await StoreAsync(db, caller, changes, clock, batch.EntityId!, items, batch, cancellation)).Problem is { } problem ? problem : OkAnswer.Value;
    }

    private static async Task<Outcome<OkAnswer>> Remove(
        [FromBody] DefinitionRef input, PlatformDb db, Caller caller, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("entities.definitions.delete", cancellation, Lock(caller, input.EntityId!));
        if (await Scoped(db, caller, input.EntityId!).SingleOrDefaultAsync(d => d.Key == input.Key, cancellation) is not { DeletedAt: null } definition)
        {
            return Problem.NotFound("Definition");
        }

        (definition.IsActive, definition.DeletedAt, definition.UpdatedAt) = (false, clock.Now(), clock.Now());
        return await change.Describe("Delete field", Kind, definition.Id).CommitAsync(OkAnswer.Value, cancellation);
    }

    private static async Task<Outcome<OkAnswer>> Restore(
        DefinitionRef input, PlatformDb db, Caller caller, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("entities.definitions.restore", cancellation, Lock(caller, input.EntityId!));
        if (await Scoped(db, caller, input.EntityId!).SingleOrDefaultAsync(d => d.Key == input.Key, cancellation) is not { } definition)
        {
            return Problem.NotFound("Definition");
        }

        (definition.IsActive, definition.DeletedAt, definition.UpdatedAt) = (true, null, clock.Now());
        return await change.Describe("Restore field", Kind, definition.Id).CommitAsync(OkAnswer.Value, cancellation);
    }

    private static async Task<Outcome<ManagedDefinitions>> Managed(PlatformDb db, Caller caller, HttpContext http, CancellationToken cancellation)
    {
        if (new QueryReader(http.Request.Query).Text("entityId") is not { } entityId)
        {
            return EntityNames.NeedsEntityId;
        }

        var definitions = CustomFieldCatalog.InForce(await db.Set<CustomFieldDefinition>().AsNoTracking().Where(d => d.EntityId == entityId).ToListAsync(cancellation), caller.OrganizationId).ToList();
        var entity = CustomEntity.InForce(await db.Set<CustomEntity>().AsNoTracking().Where(e => e.EntityId == entityId).ToListAsync(cancellation), caller.OrganizationId);
        return new ManagedDefinitions(
            [.. definitions.Where(d => d.DeletedAt is null).Select(View)], [.. definitions.Where(d => d.DeletedAt is not null).Select(d => d.Key)],
            JsonNode.Parse(entity?.Fieldsets ?? "[]"), entity?.SingleFieldsetPerRecord ?? false);
    }

    private static async Task<(IReadOnlyList<CustomFieldDefinition>? Saved, Problem? Problem)> StoreAsync(
        PlatformDb db, Caller caller, Changes changes, TimeProvider clock, string entityId, IReadOnlyList<DefinitionItem> items, DefinitionBatch? batch, CancellationToken cancellation)
    {
        // Two who save the same fields for the first time must not both insert them.
        await using var change = await changes.BeginAsync("entities.definitions.save", cancellation, Lock(caller, entityId));
        var known = await Scoped(db, caller, entityId).ToDictionaryAsync(d => d.Key, cancellation);
        var (saved, now) = (new List<CustomFieldDefinition>(), clock.Now());
        foreach (var item in items)
        {
            if (DefinitionRules.Check(item.Key, item.Kind, item.ConfigJson, out var config) is { } problem)
            {
                return (null, problem);
            }

            if (!known.TryGetValue(item.Key!, out var definition))
            {
                definition = new CustomFieldDefinition
                {
                    TenantId = caller.TenantId, OrganizationId = caller.OrganizationId, EntityId = entityId, Key = item.Key!, Kind = item.Kind!, CreatedAt = now,
                };
                db.Add(definition);
            }

            (definition.Kind, definition.Config, definition.IsActive) = (item.Kind!, config.ToJsonString(), item.IsActive ?? true);
            (definition.DeletedAt, definition.UpdatedAt) = (null, now);
            saved.Add(definition);
        }

        if (batch is { } settings && (settings.Fieldsets is not null || settings.SingleFieldsetPerRecord is not null))
        {
            await SaveFieldsetsAsync(db, caller, entityId, settings, now, cancellation);
        }

        change.Describe("Save fields", Kind, saved.Count > 0 ? saved[0].Id.ToString() : entityId);
        return await change.CommitAsync(cancellation) is { } late ? (null, late) : (saved, null);
    }

    internal static AdvisoryLock Lock(Caller caller, string entityId) => AdvisoryLocks.FieldDefinitions.Of($"{caller.TenantId}:{entityId}");

    private static async Task SaveFieldsetsAsync(PlatformDb db, Caller caller, string entityId, DefinitionBatch settings, DateTimeOffset now, CancellationToken cancellation)
    {
        var entity = await db.Set<CustomEntity>().SingleOrDefaultAsync(e => e.EntityId == entityId && e.OrganizationId == caller.OrganizationId, cancellation);
        if (entity is null)
        {
            entity = new CustomEntity { TenantId = caller.TenantId, OrganizationId = caller.OrganizationId, EntityId = entityId, Label = entityId, CreatedAt = now };
            db.Add(entity);
        }

        entity.Fieldsets = settings.Fieldsets?.GetRawText() ?? entity.Fieldsets;
        entity.SingleFieldsetPerRecord = settings.SingleFieldsetPerRecord ?? entity.SingleFieldsetPerRecord;
        entity.UpdatedAt = now;
    }

    private static IQueryable<CustomFieldDefinition> Scoped(PlatformDb db, Caller caller, string entityId) =>
        db.Set<CustomFieldDefinition>().Where(d => d.EntityId == entityId && d.OrganizationId == caller.OrganizationId);

    private static DefinitionView View(CustomFieldDefinition d) => new(d.Id, d.Key, d.Kind, JsonNode.Parse(d.Config)!.AsObject(), d.OrganizationId, d.TenantId);
}
