using Microsoft.EntityFrameworkCore;
using Platform.Directory.Contracts;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Operations.Organizations;

/// <summary>What undo and redo must keep of the hierarchy: names stay unique, and no account loses its organization.</summary>
internal sealed class HierarchyRule : IRewindRule
{
    public Type RowType => typeof(Organization);

    public Task LockAsync(PlatformDb db, CancellationToken cancellation) => TreeTurn.TakeAsync(db, cancellation);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var rows = db.ChangeTracker.Entries<Organization>().Select(e => e.Entity).ToList();
        var ids = rows.ConvertAll(r => r.Id);
        var profiles = await db.Set<OrganizationProfile>().AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancellation);
        var known = profiles.Concat(db.ChangeTracker.Entries<OrganizationProfile>().Select(e => e.Entity.Id)).ToHashSet();
        var gone = rows.FindAll(r => r.DeletedAt is not null && known.Contains(r.Id)).ConvertAll(r => (Guid?)r.Id);
        if (gone.Count > 0 && await db.Set<User>().AnyAsync(u => gone.Contains(u.OrganizationId), cancellation))
        {
            return false;
        }

        var names = rows.FindAll(r => r.DeletedAt is null && known.Contains(r.Id)).ConvertAll(r => r.Name.ToLowerInvariant());
#pragma warning disable CA1862, CA1304, CA1311 // Translated to lower() of the database.
        return names.Count == 0 || !await db.Set<Organization>().AnyAsync(o => !ids.Contains(o.Id) && names.Contains(o.Name.ToLower())
            && db.Set<OrganizationProfile>().Any(p => p.Id == o.Id), cancellation);
#pragma warning restore CA1862, CA1304, CA1311
    }
}
