using Microsoft.EntityFrameworkCore;
using Platform.Directory.Contracts;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Operations.Accounts;

/// <summary>What undo and redo must keep of accounts: none comes back into an organization that is gone.</summary>
internal sealed class ReturnRule : IRewindRule
{
    public Type RowType => typeof(AccountProfile);

    public Task LockAsync(PlatformDb db, CancellationToken cancellation) => TreeTurn.TakeAsync(db, cancellation);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var places = db.ChangeTracker.Entries<User>().Where(e => e.State is EntityState.Added or EntityState.Modified).Select(e => e.Entity.OrganizationId).OfType<Guid>().Distinct().ToList();
        return await db.Set<Organization>().CountAsync(o => places.Contains(o.Id), cancellation) == places.Count;
    }
}
