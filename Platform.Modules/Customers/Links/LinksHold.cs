using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Customers.Links;

/// <summary>Undo and redo, too, link only what is there, and leave a person one primary company at most.</summary>
internal sealed class LinksHold : IUndoRule
{
    public Type RowType => typeof(PersonCompany);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var rows = db.ChangeTracker.Entries<PersonCompany>().Where(e => e.State is EntityState.Added or EntityState.Modified).Select(e => e.Entity).ToList();
        var live = rows.FindAll(l => l.DeletedAt is null);
        if (live.Count == 0)
        {
            return true;
        }

        // Rows of this undo count as they will be.
        var linked = live.SelectMany(l => new[] { l.PersonId, l.CompanyId }).Distinct().ToList();
        var there = (await CustomerRows.HoldAsync(db, linked, cancellation)).Concat(db.ChangeTracker.Entries<Customer>().Select(e => e.Entity))
            .Where(c => c.DeletedAt is null).Select(c => c.Id).ToHashSet();
        var ids = rows.ConvertAll(l => l.Id);
        List<Guid> primary = [.. live.Where(l => l.IsPrimary).Select(l => l.PersonId)];
        return linked.TrueForAll(there.Contains) && primary.Distinct().Count() == primary.Count
            && !await db.Set<PersonCompany>().AnyAsync(l => primary.Contains(l.PersonId) && l.IsPrimary && !ids.Contains(l.Id), cancellation);
    }
}
