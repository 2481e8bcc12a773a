using Microsoft.EntityFrameworkCore;
using Platform.Directory.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Operations.Access;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;

namespace Platform.Operations.Accounts;

/// <summary>Of all changes that could shut him out, none shuts the last one out who manages the accounts of an owner.</summary>
internal sealed class OwnerAdminRemains : IRightsRule
{
    public static readonly Problem Last = new(ProblemKind.Conflict, "at least one active admin of the owner must remain");

    /// <summary>Changes of the hierarchy wait before they lock a row, and so does whoever changes a user of it elsewhere.</summary>
    public async Task LockAsync(PlatformDb db, Guid userId, CancellationToken cancellation)
    {
        if (await db.Set<AccountProfile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == userId, cancellation) is { } account)
        {
            await TreeTurn.TakeAsync(db, account.TenantId, cancellation);
        }
    }

    public async Task<Problem?> RefuseAsync(PlatformDb db, CancellationToken cancellation)
    {
        var users = RightsChange.Changed<User>(db).Where(u => u.State == EntityState.Deleted || u.Entity.DisabledAt is not null || u.Property(x => x.OrganizationId).IsModified)
            .Select(u => (u.Entity.Id, u.Entity.TenantId));
        var profiles = RightsChange.Changed<AccountProfile>(db).Where(p => p.State == EntityState.Deleted || p.Property(x => x.RoleId).IsModified).Select(p => (p.Entity.Id, p.Entity.TenantId));
        foreach (var tenant in users.Concat(profiles).Distinct().ToLookup(c => c.TenantId, c => c.Id))
        {
            List<Guid> changed = [.. tenant];
            if (await Admins(db, tenant.Key).AnyAsync(id => changed.Contains(id), cancellation))
            {
                await TreeTurn.TakeAsync(db, tenant.Key, cancellation);
                if (!await Admins(db, tenant.Key).AnyAsync(id => !changed.Contains(id), cancellation))
                {
                    return Last;
                }
            }
        }

        return null;
    }

    private static IQueryable<Guid> Admins(PlatformDb db, Guid tenant) =>
        from user in db.Set<User>()
        join profile in db.Set<AccountProfile>() on user.Id equals profile.Id
        join role in db.Set<CenterRole>() on profile.RoleId equals role.Id
        join place in db.Set<OrganizationProfile>() on user.OrganizationId equals (Guid?)place.Id
        where user.TenantId == tenant && user.DisabledAt == null && place.Level == Level.Owner.Name && role.Permissions.Contains(Account.ManageAccounts)
        select user.Id;
}
