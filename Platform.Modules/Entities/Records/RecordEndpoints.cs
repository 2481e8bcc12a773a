using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Validation;
using Platform.Entities.Custom;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Entities.Records;

/// <summary>A record to create; an id that is no UUID, or none, makes a new one.</summary>
[ValidatableType]
public sealed record NewRecord([property: Needed, Text(1, 100)] string? EntityId, [property: Text(0, 100)] string? RecordId, [property: Needed] JsonElement? Values);

/// <summary>Changes of a record: members that are sent replace those that are there.</summary>
[ValidatableType]
public sealed record RecordChange(
    [property: Needed, Text(1, 100)] string? EntityId, [property: Needed, Text(1, 100)] string? RecordId, [property: Needed] JsonElement? Values);

/// <summary>Names a record.</summary>
[ValidatableType]
public sealed record RecordRef([property: Needed, Text(1, 100)] string? EntityId, [property: Needed, Text(1, 100)] string? RecordId);

public sealed record SavedRecord(string EntityId, Guid RecordId);

/// <summary>Records of custom entities.</summary>
internal static class RecordEndpoints
{
    public const string View = "entities.records.view";
    private const string Kind = "entities.record";
    private const int MaxBytes = 128 * 1024;

    public static void Map(RouteGroupBuilder group)
    {
        var list = RecordList.Handler;
        group.MapGet("/records", list).Requires(View).WithSummary("List or export the records of an entity")
            .WithDescription("`entityId` names the entity. Any other parameter that is named like a field keeps the records with one of its comma-separated values. `all=true` returns everything in one page, `format` exports a file.")
            .TakesQuery(("entityId", "The entity; required"), ("page", "Page, from 1"), ("pageSize", "Records a page"), ("sortField", "The field to sort by"), ("search", "Beginnings of words"), ("ids", "Up to 200 ids, comma-separated"))
            .TakesQuery(QueryParameter.Flag("all", "true for one page with everything, up to 10000")).TakesQuery(ListRequest.Declared);
        group.MapPost("/records", Create).Requires("entities.records.manage").WithSummary("Create a record");
        group.MapPut("/records", Update).Requires("entities.records.manage").WithSummary("Change a record, or create it");
        group.MapDelete("/records", Remove).Requires("entities.records.manage").WithSummary("Delete a record");
    }

    private static Task<Outcome<SavedItem<SavedRecord>>> Create(NewRecord input, CrudContext context, CancellationToken cancellation) =>
        SaveAsync(context, input.EntityId!, input.RecordId, input.Values!.Value, merge: false, cancellation);

    private static Task<Outcome<SavedItem<SavedRecord>>> Update(RecordChange input, CrudContext context, CancellationToken cancellation) =>
        SaveAsync(context, input.EntityId!, input.RecordId, input.Values!.Value, merge: true, cancellation);

    private static async Task<Outcome<OkAnswer>> Remove([FromBody] RecordRef input, CrudContext context, CancellationToken cancellation)
    {
        if (await CustomOnlyAsync(context, input.EntityId!, cancellation) is { } refused)
        {
            return refused;
        }

        if (!Guid.TryParse(input.RecordId, out var id))
        {
            return EntityNames.Invalid("recordId", "must be a UUID");
        }

        // Deleting what is gone, or was never there, is no fault: a client may repeat itself.
        await using var change = await context.Changes.BeginAsync("entities.records.delete", cancellation, AdvisoryLocks.EntityRecord.Of(id));
        if (await context.Db.Set<EntityRecord>().SingleOrDefaultAsync(r => r.Id == id && r.EntityId == input.EntityId, cancellation) is { } record)
        {
            (record.DeletedAt, record.UpdatedAt) = (context.Clock.Now(), context.Clock.Now());
            change.Describe("Delete record", Kind, record.Id).Raise("entities.record.deleted", new { id, entityId = record.EntityId }, record.OrganizationId);
            if (await change.CommitAsync(cancellation) is { } late)
            {
                return late;
            }
        }

        return OkAnswer.Value;
    }

    private static async Task<Outcome<SavedItem<SavedRecord>>> SaveAsync(
        CrudContext context, string entityId, string? recordId, JsonElement values, bool merge, CancellationToken cancellation)
    {
        if (await CustomOnlyAsync(context, entityId, cancellation) is { } refused)
        {
            return refused;
        }

        if (values.ValueKind != JsonValueKind.Object || values.GetRawText().Length > MaxBytes)
        {
            return EntityNames.Invalid("values", $"must be an object of at most {MaxBytes} bytes");
        }

        var (db, caller) = (context.Db, context.Caller);
        var id = Guid.TryParse(recordId, out var given) ? given : RowId.New();
        await using var change = await context.Changes.BeginAsync(merge ? "entities.records.update" : "entities.records.create", cancellation, AdvisoryLocks.EntityRecord.Of(id));
        var record = await db.Set<EntityRecord>().IgnoreQueryFilters([PlatformDb.DeletedFilter])
            .SingleOrDefaultAsync(r => r.Id == id && r.EntityId == entityId, cancellation);
        var isNew = record is null;
        if (record is null)
        {
            if (await IsTakenAsync(db, id, cancellation))
            {
                return new Problem(ProblemKind.Conflict, "The record id is taken");
            }

            record = new EntityRecord { Id = id, TenantId = caller.TenantId, OrganizationId = caller.OrganizationId, EntityId = entityId, CreatedAt = context.Clock.Now() };
            db.Add(record);
        }

        var fields = await context.Catalog.OfAsync(db, entityId, record.OrganizationId, cancellation);
        var vault = fields.Any(f => f.IsEncrypted) ? await context.Secrets.OfTenantAsync(db, cancellation) : null;
        var errors = new Dictionary<string, string[]>();
        var fresh = isNew || record.DeletedAt is not null;
        var sent = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        CustomValues.AddAll(sent, values);
        record.Custom = CustomValues.Merge(merge || !fresh ? record.Custom : "{}", sent, fields, creating: fresh, vault, errors);
        if (errors.Count > 0)
        {
            return CustomValues.Refusal(errors);
        }

        (record.DeletedAt, record.UpdatedAt) = (null, context.Clock.Now());
        return await change.Describe(isNew ? "Create record" : "Update record", Kind, id)
            .Raise(isNew ? "entities.record.created" : "entities.record.updated", new { id, entityId }, record.OrganizationId)
            .CommitAsync(new SavedItem<SavedRecord>(true, new SavedRecord(entityId, id)), cancellation);
    }

    /// <summary>The platform's own entities have resources of their own, with their own permissions: nothing gets around those here.</summary>
    internal static async Task<Problem?> CustomOnlyAsync(CrudContext context, string entityId, CancellationToken cancellation)
    {
        if (!EntityNames.IsEntityId(entityId))
        {
            return EntityNames.Invalid("entityId", "must look like module:entity, in lower case");
        }

        var known = await context.Db.Set<CustomEntity>().AsNoTracking().Where(e => e.EntityId == entityId).ToListAsync(cancellation);
        var isSystem = SystemEntities.Of(context.Http.RequestServices.GetServices<IResource>()).Any(s => s.EntityId == entityId);
        return isSystem || CustomEntity.InForce(known, context.Caller.OrganizationId) is not { DeletedAt: null, IsActive: true } entity
            ? Problem.NotFound("Entity")
            : RefuseRestricted(entity, context.Caller);
    }

    /// <summary>The records of a restricted entity are for whoever holds its own feature, and for those who could lift the restriction.</summary>
    private static Problem? RefuseRestricted(CustomEntity entity, Caller caller)
    {
        var own = $"entities.records.{entity.EntityId.Replace(':', '.')}";
        return !entity.AccessRestricted || caller.Has(own) || caller.Has("entities.definitions.manage")
            ? null
            : new Problem(ProblemKind.Forbidden, "Forbidden", Extra: new Dictionary<string, object> { ["requiredFeatures"] = new[] { own } });
    }

    private static Task<bool> IsTakenAsync(PlatformDb db, Guid id, CancellationToken cancellation) =>
        db.Set<EntityRecord>().IgnoreQueryFilters([PlatformDb.DeletedFilter, PlatformDb.OrganizationFilter]).AnyAsync(r => r.Id == id, cancellation);
}
