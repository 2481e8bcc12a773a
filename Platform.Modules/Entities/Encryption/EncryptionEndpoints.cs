using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Entities.Encryption;

/// <summary>A field to encrypt, and the field that holds its hash, where there is one.</summary>
[ValidatableType]
public sealed record MappedField([property: Needed, Text(1, 100)] string? Field, [property: Text(1, 100)] string? HashField);

/// <summary>Which fields of an entity are encrypted.</summary>
[ValidatableType]
public sealed record MapInput([property: Needed, Text(1, 100)] string? EntityId, Guid? TenantId, Guid? OrganizationId, [property: Needed] IReadOnlyList<MappedField>? Fields);

/// <param name="JobId">Follow it under <c>/api/progress/jobs/{id}</c>: when it is done, all rows are as the map says.</param>
public sealed record MapSaved(bool Ok, Guid JobId);

public sealed record MapView(string EntityId, IReadOnlyList<MappedField> Fields);

/// <summary>Encryption maps.</summary>
internal static class EncryptionEndpoints
{
    private const int MaxFields = 100;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/encryption", Read).Requires("entities.definitions.manage").WithSummary("Read which fields are encrypted");
        group.MapPost("/encryption", Save).Requires("entities.definitions.manage").WithSummary("Say which fields are encrypted")
            .WithDescription("Replaces the map of the entity. What is written from then on follows it at once; a job seals and opens what stands in the table, and people follow it under `/api/progress/jobs`. Fields that are encrypted are found by the beginnings of words, and lists are not sorted or filtered by them.");
    }

    private static async Task<Outcome<MapView>> Read(PlatformDb db, Caller caller, HttpContext http, CancellationToken cancellation)
    {
        if (new QueryReader(http.Request.Query).Text("entityId") is not { } entityId)
        {
            return EntityNames.NeedsEntityId;
        }

        var map = await db.Set<EncryptionMap>().AsNoTracking()
            .Where(m => m.EntityId == entityId && (m.OrganizationId == null || m.OrganizationId == caller.OrganizationId))
            .OrderBy(m => m.OrganizationId == null).FirstOrDefaultAsync(cancellation);
        return new MapView(entityId, map is null ? [] : [.. map.Fields.Select(f => new MappedField(f,
            map.HashFields.Where(h => h.StartsWith(f + "=", StringComparison.Ordinal)).Select(h => h[(f.Length + 1)..]).FirstOrDefault()))]);
    }

    private static async Task<Outcome<MapSaved>> Save(MapInput input, PlatformDb db, Caller caller, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (!EntityNames.IsEntityId(input.EntityId) || input.Fields!.Count > MaxFields)
        {
            return EntityNames.IsEntityId(input.EntityId)
                ? EntityNames.Invalid("fields", $"must be at most {MaxFields}")
                : EntityNames.Invalid("entityId", "must look like module:entity, in lower case");
        }

        if (input.OrganizationId is { } named && !caller.Sees(named))
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden");
        }

        await using var change = await changes.BeginAsync("entities.encryption.save", cancellation, AdvisoryLocks.EncryptionMap.Of($"{caller.TenantId}:{input.EntityId}"));
        var map = await db.Set<EncryptionMap>().SingleOrDefaultAsync(m => m.EntityId == input.EntityId && m.OrganizationId == input.OrganizationId, cancellation);
        if (map is null)
        {
            map = new EncryptionMap { TenantId = caller.TenantId, OrganizationId = input.OrganizationId, EntityId = input.EntityId! };
            db.Add(map);
        }

        var before = map.Fields;
        map.Fields = [.. input.Fields.Select(f => f.Field!).Distinct()];
        map.HashFields = [.. input.Fields.Where(f => f.HashField is not null).Select(f => $"{f.Field}={f.HashField}")];
        map.UpdatedAt = clock.Now();
        var job = await MapChange.FollowAsync(db, map, before.Except(map.Fields), caller, map.UpdatedAt, cancellation);
        return await change.Describe("Save encryption map", "entities.encryption_map", map.Id).CommitAsync(new MapSaved(true, job), cancellation);
    }
}
