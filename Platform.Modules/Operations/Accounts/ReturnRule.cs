using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Directory.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Operations.Access;

namespace Platform.Operations.Accounts;

/// <summary>What undo and redo must keep of accounts: nobody does by them what he may not do otherwise, and none comes back into an organization that is gone.</summary>
internal sealed class ReturnRule(Caller caller) : IRewindRule
{
    private const string BusinessFeature = "auth.users.edit";

    public Type RowType => typeof(User);

    public Task LockAsync(PlatformDb db, CancellationToken cancellation) => TreeTurn.TakeAsync(db, cancellation);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var (users, profiles) = (db.ChangeTracker.Entries<User>().ToList(), db.ChangeTracker.Entries<AccountProfile>().ToList());
        var ids = users.ConvertAll(u => u.Entity.Id);
        if (profiles.Count == 0 && !await db.Set<AccountProfile>().AnyAsync(p => ids.Contains(p.Id), cancellation))
        {
            return true;
        }

        if (!await IsAllowedAsync(db, users, profiles, cancellation))
        {
            return false;
        }

        var places = users.Where(e => e.State is EntityState.Added or EntityState.Modified).Select(e => e.Entity.OrganizationId).OfType<Guid>().Distinct().ToList();
        return await db.Set<Organization>().CountAsync(o => places.Contains(o.Id), cancellation) == places.Count;
    }

    /// <summary>As the endpoints have it: whoever manages accounts, everybody for his own, and for what the business surface keeps of a user those who change users there.</summary>
    private async Task<bool> IsAllowedAsync(PlatformDb db, List<EntityEntry<User>> users, List<EntityEntry<AccountProfile>> profiles, CancellationToken cancellation)
    {
        if (caller.IsSuperAdmin || (profiles.Count == 0 && caller.Has(BusinessFeature)))
        {
            return true;
        }

        return caller.UserId is { } self && await Standing.OfAsync(db, self, cancellation) is { } standing
            && (standing.Has(Account.ManageAccounts) || (users.TrueForAll(u => IsOwn(u, self)) && profiles.TrueForAll(p => IsOwn(p, self))));
    }

    private static bool IsOwn(EntityEntry<User> user, Guid self) => user.Entity.Id == self && user.State is (EntityState.Modified or EntityState.Unchanged)
        && !user.Property(u => u.OrganizationId).IsModified && !user.Property(u => u.DisabledAt).IsModified;

    private static bool IsOwn(EntityEntry<AccountProfile> profile, Guid self) =>
        profile.Entity.Id == self && profile.State is (EntityState.Modified or EntityState.Unchanged) && !profile.Property(p => p.RoleId).IsModified;
}
