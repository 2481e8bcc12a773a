using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Customers.Addresses;

/// <summary>Undo and redo, too, leave a customer with one primary address at most.</summary>
internal sealed class OnePrimaryAddress : IUndoRule
{
    public Type RowType => typeof(Address);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var rows = db.ChangeTracker.Entries<Address>().ToList();
        var owners = rows.Where(e => e.State is (EntityState.Added or EntityState.Modified) && e.Entity.IsPrimary).Select(e => e.Entity.EntityId).ToList();
        if (owners.Count == 0)
        {
            return true;
        }

        var ids = rows.ConvertAll(e => e.Entity.Id);
        await CustomerRows.HoldAsync(db, owners, cancellation);
        return owners.Distinct().Count() == owners.Count
            && !await db.Set<Address>().AnyAsync(a => owners.Contains(a.EntityId) && a.IsPrimary && !ids.Contains(a.Id), cancellation);
    }
}
