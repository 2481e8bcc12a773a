using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.AuditLogs;

/// <summary>The names behind the ids of a page, one query a kind.</summary>
internal sealed record Names(IReadOnlyDictionary<Guid, string> Users, IReadOnlyDictionary<Guid, string> Tenants, IReadOnlyDictionary<Guid, string> Organizations)
{
    public static async Task<Names> OfAsync(PlatformDb db, UserTexts texts, IEnumerable<Guid?> users, IEnumerable<Guid> tenants, IEnumerable<Guid?> organizations, CancellationToken cancellation)
    {
        var (userIds, tenantIds, organizationIds) = (Distinct(users), tenants.Distinct().ToList(), Distinct(organizations));
        return new Names(
            (await texts.OfAsync(db, userIds, cancellation)).ToDictionary(u => u.Key, u => u.Value.Label),
            tenantIds.Count == 0 ? Empty : await db.Set<Tenant>().AsNoTracking().Where(t => tenantIds.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Name, cancellation),
            organizationIds.Count == 0 ? Empty : await db.Set<Organization>().AsNoTracking().IgnoreQueryFilters([PlatformDb.OrganizationFilter, PlatformDb.DeletedFilter])
                .Where(o => organizationIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancellation));
    }

    public static string? Of(IReadOnlyDictionary<Guid, string> names, Guid? id) => id is { } known ? names.GetValueOrDefault(known) : null;

    private static readonly Dictionary<Guid, string> Empty = [];

    private static List<Guid> Distinct(IEnumerable<Guid?> ids) => [.. ids.OfType<Guid>().Distinct()];
}
