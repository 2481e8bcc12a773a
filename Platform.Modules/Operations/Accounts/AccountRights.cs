using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Operations.Access;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;

namespace Platform.Operations.Accounts;

/// <summary>
/// What holds of accounts whichever surface changes their users: only who manages accounts moves, suspends or deletes those that he sees, the new place is one of
/// the hierarchy, and an admin of the owner who can sign in remains.
/// </summary>
internal sealed class AccountRights : IRightsRule
{
    public static readonly Problem Last = new(ProblemKind.Conflict, "at least one active admin of the owner must remain");
    private static readonly Problem Forbidden = new(ProblemKind.Forbidden, RequiredPermission.Insufficient, Details: $"requires {Account.ManageAccounts} in the operation center");

    /// <summary>Changes of the hierarchy wait before they lock a row, and so does whoever changes a user of it elsewhere.</summary>
    public async Task LockAsync(PlatformDb db, Guid userId, CancellationToken cancellation)
    {
        if (await db.Set<AccountProfile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == userId, cancellation) is { } account)
        {
            await db.TakeAsync(AdvisoryLocks.OrganizationTree.Of(account.TenantId), cancellation);
        }
    }

    public async Task<Problem?> RefuseAsync(PlatformDb db, Caller? caller, CancellationToken cancellation)
    {
        var users = RightsChange.Changed<User>(db).Where(u => u.State == EntityState.Deleted || (u.State == EntityState.Modified && IsPlaceOrState(u))).ToList();
        var profiles = RightsChange.Changed<AccountProfile>(db).Where(p => p.State == EntityState.Deleted || (p.State == EntityState.Modified && p.Property(x => x.RoleId).IsModified)).ToList();
        var ids = users.ConvertAll(u => u.Entity.Id);
        var accounts = users.Count == 0 ? [] : await db.Set<AccountProfile>().AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancellation);
        users.RemoveAll(u => !accounts.Contains(u.Entity.Id));
        return await RefuseUsersAsync(db, caller, users, cancellation)
            ?? await RefuseLastAsync(db, users.Select(u => (u.Entity.Id, u.Entity.TenantId)).Concat(profiles.Select(p => (p.Entity.Id, p.Entity.TenantId))), cancellation);
    }

    private static async Task<Problem?> RefuseUsersAsync(PlatformDb db, Caller? caller, List<EntityEntry<User>> users, CancellationToken cancellation)
    {
        if (users.Count == 0)
        {
            return null;
        }

        List<Guid> before = [.. users.Select(u => u.Property(x => x.OrganizationId).OriginalValue).OfType<Guid>().Distinct()];
        List<Guid> after = [.. users.Where(u => u.State == EntityState.Modified).Select(u => u.Entity.OrganizationId).OfType<Guid>().Except(before)];
        if (after.Count > 0 && await db.Set<OrganizationProfile>().CountAsync(p => after.Contains(p.Id), cancellation) < after.Count)
        {
            return new Problem(ProblemKind.Conflict, "an account stays in an organization of the hierarchy");
        }

        if (caller is null or { IsSuperAdmin: true })
        {
            return null;
        }

        if (caller.UserId is not { } self || await Standing.OfAsync(db, self, cancellation) is not { } standing || !standing.Has(Account.ManageAccounts))
        {
            return Forbidden;
        }

        List<Guid> places = [.. before, .. after];
        return users.Exists(u => u.Entity.Id == self) || await Visibility.From(db, standing.OrganizationId).CountAsync(o => places.Contains(o), cancellation) < places.Count ? Forbidden : null;
    }

    private static async Task<Problem?> RefuseLastAsync(PlatformDb db, IEnumerable<(Guid Id, Guid TenantId)> changes, CancellationToken cancellation)
    {
        foreach (var tenant in changes.Distinct().ToLookup(c => c.TenantId, c => c.Id))
        {
            List<Guid> changed = [.. tenant];
            if (!await Admins(db, tenant.Key).AnyAsync(id => changed.Contains(id), cancellation))
            {
                continue;
            }

            await db.TakeAsync(AdvisoryLocks.OrganizationTree.Of(tenant.Key), cancellation);
            if (!await Admins(db, tenant.Key).AnyAsync(id => !changed.Contains(id), cancellation))
            {
                return Last;
            }
        }

        return null;
    }

    private static bool IsPlaceOrState(EntityEntry<User> user) => user.Property(u => u.OrganizationId).IsModified || user.Property(u => u.DisabledAt).IsModified;

    private static IQueryable<Guid> Admins(PlatformDb db, Guid tenant) =>
        from user in db.Set<User>()
        join profile in db.Set<AccountProfile>() on user.Id equals profile.Id
        join role in db.Set<CenterRole>() on profile.RoleId equals role.Id
        join place in db.Set<OrganizationProfile>() on user.OrganizationId equals (Guid?)place.Id
        where user.TenantId == tenant && user.DisabledAt == null && place.Level == Level.Owner.Name && role.Permissions.Contains(Account.ManageAccounts)
        select user.Id;
}
