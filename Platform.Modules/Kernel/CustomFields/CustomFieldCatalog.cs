using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;

namespace Platform.Kernel.CustomFields;

/// <summary>The custom fields in force, kept in memory until a definition changes.</summary>
internal sealed class CustomFieldCatalog(VersionedCache cache) : IActionListener
{
    public const string Segment = "custom-fields";

    /// <summary>The fields of an entity as an organization sees them: its own definitions win over the tenant's.</summary>
    public Task<IReadOnlyList<CustomField>> OfAsync(PlatformDb db, string entityId, Guid? organizationId, CancellationToken cancellation) =>
        cache.GetAsync(Segment, db.Scope.TenantId.ToString(), $"{entityId}:{organizationId}", () => ReadAsync(db, entityId, organizationId, cancellation));

    /// <summary>The names that the entity's encryption map has.</summary>
    public Task<IReadOnlySet<string>> EncryptedAsync(PlatformDb db, string entityId, Guid? organizationId, CancellationToken cancellation) =>
        cache.GetAsync(Segment, db.Scope.TenantId.ToString(), $"map:{entityId}:{organizationId}", () => EncryptionMap.OfAsync(db, entityId, organizationId, cancellation));

    /// <summary>The same for several entities.</summary>
    public async Task<IReadOnlyList<(string EntityId, IReadOnlyList<CustomField> Fields)>> OfAllAsync(
        PlatformDb db, IReadOnlyList<string> entityIds, Guid? organizationId, CancellationToken cancellation)
    {
        var found = new List<(string, IReadOnlyList<CustomField>)>();
        foreach (var id in entityIds)
        {
            found.Add((id, await OfAsync(db, id, organizationId, cancellation)));
        }

        return found;
    }

    private static async Task<IReadOnlyList<CustomField>> ReadAsync(PlatformDb db, string entityId, Guid? organizationId, CancellationToken cancellation)
    {
        var definitions = await db.Set<CustomFieldDefinition>().AsNoTracking().Where(d => d.EntityId == entityId).ToListAsync(cancellation);
        var map = await EncryptionMap.OfAsync(db, entityId, organizationId, cancellation);
        return
        [
            .. InForce(definitions, organizationId).Where(d => d.DeletedAt is null && d.IsActive)
                .Select(d => new CustomField(d.Key, d.Kind, JsonNode.Parse(d.Config)!.AsObject(), map.Contains(d.Key) || map.Contains($"cf_{d.Key}")))
                .OrderBy(f => f.Config["priority"] is JsonValue p && p.TryGetValue<int>(out var priority) ? priority : 0).ThenBy(f => f.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>The winning definition of every key, tombstones among them.</summary>
    public static IEnumerable<CustomFieldDefinition> InForce(IEnumerable<CustomFieldDefinition> definitions, Guid? organizationId) => definitions
        .Where(d => d.OrganizationId is null || d.OrganizationId == organizationId)
        .GroupBy(d => d.Key, StringComparer.Ordinal)
        .Select(g => g.OrderByDescending(d => d.OrganizationId is not null).ThenByDescending(d => d.UpdatedAt).First());

    /// <summary>Definitions change by undo and redo, too, so the cache follows the record of actions.</summary>
    public Task OnActionAsync(RecordedAction action, CancellationToken cancellation) =>
        action.Types.Contains(typeof(CustomFieldDefinition)) || action.Types.Contains(typeof(EncryptionMap))
            ? cache.ForgetAsync(Segment, action.TenantId.ToString())
            : Task.CompletedTask;
}
