using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Kernel.Data;

namespace Platform.Kernel.Access;

/// <summary>Whose rights a context is about to change: what everybody concerned holds, and what he will.</summary>
/// <remarks>
/// Roles and their holders are looked at both: a holder's roles add up, so that a feature of one holds in the places of another.
/// Organizations are as the lists name them, without those below.
/// </remarks>
internal sealed class RightsChange
{
    private readonly PlatformDb db;
    private readonly List<EntityEntry<AccessList>> lists;
    private readonly List<EntityEntry<UserRole>> members;
    private readonly List<EntityEntry<ApiKey>> keys;
    private Dictionary<Guid, Grants> before = [];
    private Dictionary<Guid, Grants> after = [];

    private RightsChange(PlatformDb db)
    {
        this.db = db;
        (lists, members, keys) = (Changed<AccessList>(db), Changed<UserRole>(db), Changed<ApiKey>(db));
    }

    private sealed record KeyRoles(IReadOnlyList<Guid> Roles, Guid? Organization);

    public static async Task<IReadOnlyList<(Grants Before, Grants After)>> ReadAsync(PlatformDb db, CancellationToken cancellation)
    {
        var change = new RightsChange(db);
        return change.lists.Count + change.members.Count + change.keys.Count == 0 ? [] : await change.ReadAsync(cancellation);
    }

    public static List<EntityEntry<T>> Changed<T>(PlatformDb db) where T : class =>
        [.. db.ChangeTracker.Entries<T>().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)];

    private async Task<IReadOnlyList<(Grants Before, Grants After)>> ReadAsync(CancellationToken cancellation)
    {
        var roles = lists.Where(l => !l.Entity.IsUsers).Select(l => l.Entity.HolderId).Distinct().ToList();
        var users = members.Select(m => m.Entity.UserId).Concat(lists.Where(l => l.Entity.IsUsers).Select(l => l.Entity.HolderId)).Distinct().ToList();
        var had = await db.Set<UserRole>().AsNoTracking().Where(r => users.Contains(r.UserId)).Select(r => new { r.UserId, r.RoleId }).ToListAsync(cancellation);
        HashSet<(Guid UserId, Guid RoleId)> rolesBefore = [.. had.Select(h => (h.UserId, h.RoleId))];
        HashSet<(Guid UserId, Guid RoleId)> rolesAfter = [.. rolesBefore.Except(Pairs(EntityState.Deleted)).Union(Pairs(EntityState.Added))];
        var combinations = roles.Count == 0 ? [] : await CombinationsAsync(roles, users, cancellation);
        var (keysBefore, keysAfter) = (await KeysAsync(roles, cancellation), new List<KeyRoles>());
        keysAfter.AddRange(keysBefore);
        foreach (var key in keys)
        {
            var wasThere = key.State != EntityState.Added && key.OriginalValues.GetValue<DateTimeOffset?>(nameof(ApiKey.DeletedAt)) is null;
            keysBefore.Add(new(wasThere ? key.OriginalValues.GetValue<List<Guid>>(nameof(ApiKey.RoleIds)) : [], key.Entity.OrganizationId));
            keysAfter.Add(new(key.State != EntityState.Deleted && key.Entity.DeletedAt is null ? key.Entity.RoleIds : [], key.Entity.OrganizationId));
        }

        var holders = users.Concat(roles).Concat(rolesBefore.Concat(rolesAfter).Select(p => p.RoleId)).Concat(combinations.SelectMany(c => c))
            .Concat(keysBefore.Concat(keysAfter).SelectMany(k => k.Roles)).Distinct().ToList();
        before = (await db.Set<AccessList>().AsNoTracking().Where(a => holders.Contains(a.HolderId)).ToListAsync(cancellation)).ToDictionary(a => a.HolderId, Grants.Of);
        after = new(before);
        foreach (var list in lists)
        {
            after[list.Entity.HolderId] = Grants.Of(list.Entity);
            _ = list.State == EntityState.Deleted && after.Remove(list.Entity.HolderId);
        }

        return
        [
            // A role that is idle beside a list of the user's own may be so no longer one day.
            .. members.Select(m => m.State == EntityState.Deleted ? (Of(m, before), Grants.None) : (Grants.None, Of(m, after))),
            .. roles.Select(r => (before.GetValueOrDefault(r, Grants.None), after.GetValueOrDefault(r, Grants.None))),
            .. users.Select(u => (OfUser(u, rolesBefore, before), OfUser(u, rolesAfter, after))),
            .. combinations.Select(c => (OfRoles(c, before), OfRoles(c, after))),
            .. keysBefore.Zip(keysAfter, (b, a) => (OfKey(b, before), OfKey(a, after))),
        ];

        static Grants Of(EntityEntry<UserRole> member, Dictionary<Guid, Grants> grants) => grants.GetValueOrDefault(member.Entity.RoleId, Grants.None);

        IEnumerable<(Guid, Guid)> Pairs(EntityState state) => members.Where(m => m.State == state).Select(m => (m.Entity.UserId, m.Entity.RoleId));
    }

    /// <summary>The roles that users have together with one of these, each combination once; a list of a user's own makes his roles idle.</summary>
    private async Task<List<Guid[]>> CombinationsAsync(List<Guid> roles, List<Guid> except, CancellationToken cancellation) => await db.Database.SqlQuery<Guid[]>($"""
        SELECT DISTINCT array_agg(r.role_id ORDER BY r.role_id) AS "Value" FROM access.user_roles r
        WHERE r.tenant_id = {db.Scope.TenantId} AND r.user_id IN (SELECT user_id FROM access.user_roles WHERE role_id = ANY ({roles})) AND r.user_id <> ALL ({except})
            AND NOT EXISTS (SELECT FROM access.access_lists l WHERE l.holder_id = r.user_id AND l.tenant_id = r.tenant_id)
        GROUP BY r.user_id
        """).ToListAsync(cancellation);

    private async Task<List<KeyRoles>> KeysAsync(List<Guid> roles, CancellationToken cancellation)
    {
        var changing = keys.ConvertAll(k => k.Entity.Id);
        var found = await db.Set<ApiKey>().AsNoTracking().Where(k => !changing.Contains(k.Id) && k.RoleIds.Any(r => roles.Contains(r)))
            .Select(k => new { k.RoleIds, k.OrganizationId }).ToListAsync(cancellation);
        return found.ConvertAll(k => new KeyRoles(k.RoleIds, k.OrganizationId));
    }

    private static Grants OfUser(Guid user, HashSet<(Guid UserId, Guid RoleId)> roles, Dictionary<Guid, Grants> of) =>
        of.TryGetValue(user, out var own) ? Grants.Union([own]) : OfRoles(roles.Where(r => r.UserId == user).Select(r => r.RoleId), of);

    private static Grants OfRoles(IEnumerable<Guid> roles, Dictionary<Guid, Grants> of) =>
        Grants.Union([.. roles.Select(r => of.GetValueOrDefault(r)).OfType<Grants>()]);

    private static Grants OfKey(KeyRoles key, Dictionary<Guid, Grants> of) => OfRoles(key.Roles, of).In(key.Organization);
}
