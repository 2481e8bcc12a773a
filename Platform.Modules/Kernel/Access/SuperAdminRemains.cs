using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Kernel.Access;

/// <summary>Of all changes that could take it from somebody, none takes it from the last one: a super-admin who can sign in remains on the platform.</summary>
internal sealed class SuperAdminRemains : IRightsRule
{
    public static readonly Problem Last = new(ProblemKind.Conflict, "At least one active super administrator must remain");

    /// <summary>All who are so now: few, in whichever tenant.</summary>
    private const string All = """
        WITH lists AS (SELECT holder_id, tenant_id, is_users FROM access.access_lists WHERE is_super_admin),
        holders AS (
            SELECT holder_id AS user_id, tenant_id, NULL::uuid AS role_id FROM lists WHERE is_users
            UNION ALL
            SELECT r.user_id, l.tenant_id, r.role_id FROM access.user_roles r JOIN lists l ON l.holder_id = r.role_id AND NOT l.is_users),
        standing AS (
            SELECT u.id AS "Id", u.tenant_id AS "TenantId", own.is_super_admin AS "OwnList", array_remove(array_agg(h.role_id), NULL) AS "Roles"
            FROM holders h
            JOIN identity.users u ON u.id = h.user_id AND u.tenant_id = h.tenant_id AND u.disabled_at IS NULL
            JOIN identity.tenants t ON t.id = u.tenant_id AND t.is_active AND t.deleted_at IS NULL
            LEFT JOIN access.access_lists own ON own.holder_id = u.id AND own.tenant_id = u.tenant_id
            WHERE (own.id IS NULL OR own.is_super_admin)
                AND (u.password_hash IS NOT NULL OR EXISTS (SELECT FROM identity.external_identities e WHERE e.user_id = u.id))
            GROUP BY u.id, u.tenant_id, own.is_super_admin)
        SELECT coalesce(json_agg(standing), '[]')::text FROM standing
        """;

    /// <param name="OwnList">What a list of his own says; null when his roles hold.</param>
    /// <param name="Roles">Those of his roles that make super-admins.</param>
    private sealed record SuperAdmin(Guid Id, Guid TenantId, bool? OwnList, List<Guid> Roles);

    public Task LockAsync(PlatformDb db, Guid userId, CancellationToken cancellation) => Task.CompletedTask;

    public async Task<Problem?> RefuseAsync(PlatformDb db, Caller? caller, CancellationToken cancellation)
    {
        if (!CouldTake(db))
        {
            return null;
        }

        // One after the other, or two who take it from each other would both see one left.
        await db.TakeAsync(AdvisoryLocks.SuperAdmins.Of("all"), cancellation);
        var all = JsonSerializer.Deserialize<List<SuperAdmin>>(await db.AskEverywhereAsync<string>(new NpgsqlBatchCommand(All), cancellation))!;
        var given = RightsChange.Changed<UserRole>(db).Where(r => r.State == EntityState.Added).ToLookup(r => r.Entity.UserId, r => r.Entity.RoleId);
        var candidates = all.Select(a => a.Id).ToHashSet();
        var roles = given.Where(g => candidates.Contains(g.Key)).SelectMany(g => g).ToList();
        var strong = roles.Count == 0 ? [] : await db.Set<AccessList>().AsNoTracking().Where(a => a.IsSuperAdmin && roles.Contains(a.HolderId)).Select(a => a.HolderId).ToListAsync(cancellation);
        return all.Count == 0 || all.Exists(a => Remains(db, a, [.. given[a.Id].Where(strong.Contains)])) ? null : Last;
    }

    private static bool CouldTake(PlatformDb db) =>
        RightsChange.Changed<UserRole>(db).Exists(r => r.State == EntityState.Deleted)
        || RightsChange.Changed<AccessList>(db).Exists(a => (a.State != EntityState.Added && (bool)a.OriginalValues[nameof(AccessList.IsSuperAdmin)]!)
            || (a.Entity.IsUsers && !a.Entity.IsSuperAdmin && a.State != EntityState.Deleted))
        || RightsChange.Changed<User>(db).Exists(u => u.State == EntityState.Deleted || u.Entity.DisabledAt is not null)
        || RightsChange.Changed<Tenant>(db).Exists(t => IsShut(t.Entity));

    private static bool IsShut(Tenant tenant) => !tenant.IsActive || tenant.DeletedAt is not null;

    private static bool Remains(PlatformDb db, SuperAdmin admin, IReadOnlyList<Guid> given)
    {
        if (RightsChange.Changed<User>(db).Exists(u => u.Entity.Id == admin.Id && (u.State == EntityState.Deleted || u.Entity.DisabledAt is not null))
            || RightsChange.Changed<Tenant>(db).Exists(t => t.Entity.Id == admin.TenantId && IsShut(t.Entity)))
        {
            return false;
        }

        var lists = RightsChange.Changed<AccessList>(db).ToDictionary(a => a.Entity.HolderId, a => a.State == EntityState.Deleted ? (bool?)null : a.Entity.IsSuperAdmin);
        var own = lists.TryGetValue(admin.Id, out var changed) ? changed : admin.OwnList;
        var taken = RightsChange.Changed<UserRole>(db).Where(r => r.State == EntityState.Deleted && r.Entity.UserId == admin.Id).Select(r => r.Entity.RoleId);
        return own ?? admin.Roles.Except(taken).Concat(given).Any(r => !lists.TryGetValue(r, out var list) || list == true);
    }
}
