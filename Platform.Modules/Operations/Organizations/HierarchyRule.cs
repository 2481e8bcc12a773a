using Microsoft.EntityFrameworkCore;
using Platform.Directory.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;
using Platform.Operations.Access;

namespace Platform.Operations.Organizations;

/// <summary>What undo and redo must keep of the hierarchy: nobody does by them what he may not do otherwise, names stay unique, and no account loses its organization.</summary>
internal sealed class HierarchyRule(Caller caller) : IRewindRule
{
    private const string BusinessFeature = "directory.organizations.manage";

    public Type RowType => typeof(Organization);

    public Task LockAsync(PlatformDb db, CancellationToken cancellation) => TreeTurn.TakeAsync(db, cancellation);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var rows = db.ChangeTracker.Entries<Organization>().Select(e => e.Entity).ToList();
        var ids = rows.ConvertAll(r => r.Id);
        var changed = db.ChangeTracker.Entries<OrganizationProfile>().Select(e => e.Entity).ToList();
        var profiles = await db.Set<OrganizationProfile>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(cancellation);
        var known = profiles.Concat(changed).Select(p => p.Id).ToHashSet();
        if (known.Count > 0 && !await IsAllowedAsync(db, profiles.Concat(changed).Select(p => p.Level), changed.Count > 0, cancellation))
        {
            return false;
        }

        var gone = rows.FindAll(r => r.DeletedAt is not null && known.Contains(r.Id)).ConvertAll(r => (Guid?)r.Id);
        if (gone.Count > 0 && await db.Set<User>().AnyAsync(u => gone.Contains(u.OrganizationId), cancellation))
        {
            return false;
        }

        var names = rows.FindAll(r => r.DeletedAt is null && known.Contains(r.Id)).ConvertAll(r => NormalizedKey.Of(r.Name));
        return names.Count == 0 || !await db.Set<Organization>().AnyAsync(o => !ids.Contains(o.Id) && names.Contains(o.NameKey)
            && db.Set<OrganizationProfile>().Any(p => p.Id == o.Id), cancellation);
    }

    /// <summary>As the endpoints have it: whoever manages organizations of these levels, and for what the business surface keeps of one those who change it there.</summary>
    private async Task<bool> IsAllowedAsync(PlatformDb db, IEnumerable<string> levels, bool hasProfiles, CancellationToken cancellation) =>
        caller.IsSuperAdmin || (!hasProfiles && caller.Has(BusinessFeature))
        || (caller.UserId is { } self && await Standing.OfAsync(db, self, cancellation) is { } standing && levels.All(l => standing.Has(Level.Manage(l))));
}
