using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;

namespace Platform.Kernel.CustomFields;

/// <summary>The custom fields in force, kept in memory until a definition changes.</summary>
internal sealed class CustomFieldCatalog(TenantCache cache) : IChangeListener
{
    public const string Segment = "custom-fields";

    /// <summary>The fields of an entity as an organization sees them: its own definitions win over the tenant's.</summary>
    public async Task<IReadOnlyList<CustomField>> OfAsync(PlatformDb db, string entityId, Guid? organizationId, CancellationToken cancellation) =>
        (await OfAllAsync(db, [entityId], organizationId, cancellation))[0].Fields;

    /// <summary>The same for several entities, in their order.</summary>
    public async Task<IReadOnlyList<(string EntityId, IReadOnlyList<CustomField> Fields)>> OfAllAsync(
        PlatformDb db, IReadOnlyList<string> entityIds, Guid? organizationId, CancellationToken cancellation)
    {
        var suffix = $":{organizationId}";
        var found = await cache.GetAllAsync<IReadOnlyList<CustomField>>(Segment, db.Scope.TenantId, entityIds.Select(id => id + suffix).ToHashSet(StringComparer.Ordinal),
            async missing => (await ReadAsync(db, [.. missing.Select(item => item[..^suffix.Length])], organizationId, cancellation)).ToDictionary(f => f.Key + suffix, f => f.Value));
        return [.. entityIds.Select(id => (id, found[id + suffix]))];
    }

    /// <summary>The names that the entity's encryption map has: what is written is encrypted by it.</summary>
    public ValueTask<IReadOnlySet<string>> EncryptedAsync(PlatformDb db, string entityId, Guid? organizationId, CancellationToken cancellation) =>
        cache.GetAsync(Segment, db.Scope.TenantId, $"map:{entityId}:{organizationId}",
            async () => (await EncryptionMap.OfAsync(db, [entityId], organizationId, cancellation))[entityId]);

    /// <summary>The names of fields that lists cannot sort or compare, because they may be ciphertext.</summary>
    public ValueTask<IReadOnlySet<string>> HiddenAsync(PlatformDb db, string entityId, CancellationToken cancellation) =>
        cache.GetAsync(Segment, db.Scope.TenantId, $"hidden:{entityId}", () => EncryptionMap.HiddenAsync(db, entityId, cancellation));

    /// <summary>All that a list needs to know of an entity, at once.</summary>
    public ValueTask<EntityShape> ShapeAsync(PlatformDb db, string entityId, Guid? organizationId, CancellationToken cancellation) =>
        cache.GetAsync(Segment, db.Scope.TenantId, $"shape:{entityId}:{organizationId}", async () => new EntityShape(
            await OfAsync(db, entityId, organizationId, cancellation), await HiddenAsync(db, entityId, cancellation)));

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<CustomField>>> ReadAsync(
        PlatformDb db, IReadOnlyList<string> entityIds, Guid? organizationId, CancellationToken cancellation)
    {
        var definitions = (await db.Set<CustomFieldDefinition>().AsNoTracking().Where(d => entityIds.Contains(d.EntityId)).ToListAsync(cancellation)).ToLookup(d => d.EntityId);
        var maps = await EncryptionMap.OfAsync(db, entityIds, organizationId, cancellation);
        return entityIds.ToDictionary(id => id, id => Fields(definitions[id], maps[id], organizationId), StringComparer.Ordinal);
    }

    private static IReadOnlyList<CustomField> Fields(IEnumerable<CustomFieldDefinition> definitions, IReadOnlySet<string> map, Guid? organizationId) =>
    [
        .. InForce(definitions, organizationId).Where(d => d.DeletedAt is null && d.IsActive)
            .Select(d => new CustomField(d.Key, d.Kind, JsonNode.Parse(d.Config)!.AsObject(), map.Contains(d.Key) || map.Contains($"cf_{d.Key}")))
            .OrderBy(f => f.Config["priority"] is JsonValue p && p.TryGetValue<int>(out var priority) ? priority : 0).ThenBy(f => f.Key, StringComparer.Ordinal),
    ];

    /// <summary>The winning definition of every key, tombstones among them.</summary>
    public static IEnumerable<CustomFieldDefinition> InForce(IEnumerable<CustomFieldDefinition> definitions, Guid? organizationId) => definitions
        .Where(d => d.OrganizationId is null || d.OrganizationId == organizationId)
        .GroupBy(d => d.Key, StringComparer.Ordinal)
        .Select(g => g.OrderByDescending(d => d.OrganizationId is not null).ThenByDescending(d => d.UpdatedAt).First());

    /// <summary>Makes every replica read the definitions and maps of a tenant anew.</summary>
    public Task ForgetAsync(Guid tenantId) => cache.ForgetAsync(Segment, tenantId);

    /// <summary>Definitions change by undo and redo, too, so the cache follows the record of actions.</summary>
    public Task OnCommittedAsync(CommittedChange change, CancellationToken cancellation) =>
        change.Types.Contains(typeof(CustomFieldDefinition)) || change.Types.Contains(typeof(EncryptionMap))
            ? ForgetAsync(change.TenantId)
            : Task.CompletedTask;
}

/// <param name="Fields">The custom fields in force.</param>
/// <param name="Hidden">The names of fields that may be ciphertext in some row.</param>
internal sealed record EntityShape(IReadOnlyList<CustomField> Fields, IReadOnlySet<string> Hidden);
