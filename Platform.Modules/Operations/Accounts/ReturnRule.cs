using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Operations.Accounts;

/// <summary>What undo and redo must keep of accounts: none comes back into an organization that is gone.</summary>
internal sealed class ReturnRule : IUndoRule
{
    public Type RowType => typeof(User);

    public IReadOnlyList<AdvisoryLock> Locks(Scope scope) => [AdvisoryLocks.OrganizationTree.Of(scope.TenantId)];

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var (users, profiles) = (db.ChangeTracker.Entries<User>().ToList(), db.ChangeTracker.Entries<AccountProfile>().ToList());
        var ids = users.ConvertAll(u => u.Entity.Id);
        if (profiles.Count == 0 && !await db.Set<AccountProfile>().AnyAsync(p => ids.Contains(p.Id), cancellation))
        {
            return true;
        }

        var places = users.Where(e => e.State is EntityState.Added or EntityState.Modified).Select(e => e.Entity.OrganizationId).OfType<Guid>().Distinct().ToList();
        return await db.Set<Organization>().CountAsync(o => places.Contains(o.Id), cancellation) == places.Count;
    }
}
