using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;

namespace Platform.Kernel.CustomFields;

/// <summary>The custom fields in force, kept in memory until a definition changes.</summary>
internal sealed class CustomFieldCatalog(VersionedCache cache)
{
    public const string Segment = "custom-fields";

    /// <summary>The fields of an entity as an organization sees them: its own definitions win over the tenant's.</summary>
    public async Task<IReadOnlyList<CustomField>> OfAsync(PlatformDb db, string entityId, Guid? organizationId, CancellationToken cancellation)
    {
        var definitions = await DefinitionsAsync(db, entityId, cancellation);
        return
        [
            .. InForce(definitions, organizationId).Where(d => d.DeletedAt is null && d.IsActive)
                .Select(d => new CustomField(d.Key, d.Kind, JsonNode.Parse(d.Config)!.AsObject()))
                .OrderBy(f => f.Config["priority"] is JsonValue p && p.TryGetValue<int>(out var priority) ? priority : 0).ThenBy(f => f.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>The winning definition of every key, tombstones among them.</summary>
    public static IEnumerable<CustomFieldDefinition> InForce(IEnumerable<CustomFieldDefinition> definitions, Guid? organizationId) => definitions
        .Where(d => d.OrganizationId is null || d.OrganizationId == organizationId)
        .GroupBy(d => d.Key, StringComparer.Ordinal)
        .Select(g => g.OrderByDescending(d => d.OrganizationId is not null).ThenByDescending(d => d.UpdatedAt).First());

    public Task ForgetAsync(Guid tenantId, string entityId) => cache.ForgetAsync(Segment, $"{tenantId}:{entityId}");

    private Task<List<CustomFieldDefinition>> DefinitionsAsync(PlatformDb db, string entityId, CancellationToken cancellation) =>
        cache.GetAsync(Segment, $"{db.Scope.TenantId}:{entityId}", () =>
            db.Set<CustomFieldDefinition>().AsNoTracking().Where(d => d.EntityId == entityId).ToListAsync(cancellation));
}
