using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;
using Platform.Operations.Access;

namespace Platform.Operations.Organizations;

/// <summary>
/// What holds of the hierarchy whoever changes it, and by whichever surface: only who manages organizations of a level renames, moves, closes or deletes those
/// below his own, names are unique, each stands below a higher level, and none goes that still has organizations or accounts. Undo and redo obey it, too.
/// </summary>
internal sealed class HierarchyRule : IChangeRule, IUndoRule
{
    private const string BusinessFeature = "directory.organizations.manage";
    private static readonly Problem Forbidden = new(ProblemKind.Forbidden, RequiredPermission.Insufficient);
    private static readonly string[] Levels = [Level.Owner.Name, Level.Distributor.Name, Level.Reseller.Name, Level.Customer.Name];

    public Type RowType => typeof(Organization);

    public static Problem Taken(string name) =>
        new(ProblemKind.Conflict, "organization name already exists", Extra: new Dictionary<string, object> { ["name"] = name });

    public IReadOnlyList<AdvisoryLock> Locks(Scope scope) => [AdvisoryLocks.OrganizationTree.Of(scope.TenantId)];

    public async Task<Problem?> CheckAsync(PlatformDb db, Caller caller, CancellationToken cancellation)
    {
        var changed = db.ChangeTracker.Entries<Organization>().ToList();
        var ids = changed.ConvertAll(c => c.Entity.Id);
        var own = db.ChangeTracker.Entries<OrganizationProfile>().ToList();
        var levels = await db.Set<OrganizationProfile>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Level, cancellation);
        foreach (var profile in own)
        {
            levels[profile.Entity.Id] = profile.Entity.Level;
        }

        changed.RemoveAll(c => c.State == EntityState.Unchanged || !levels.ContainsKey(c.Entity.Id));
        var touched = changed.ConvertAll(c => c.Entity.Id).Concat(own.Where(p => p.State != EntityState.Unchanged).Select(p => p.Entity.Id)).Distinct().ToList();
        if (touched.Count == 0)
        {
            return null;
        }

        return await RefusePermissionAsync(db, caller, changed, touched, levels, own.Exists(p => p.State != EntityState.Unchanged), cancellation)
            ?? await RefuseNamesAsync(db, changed, cancellation) ?? await RefusePlacesAsync(db, changed, levels, cancellation) ?? await RefuseGoneAsync(db, changed, levels, cancellation);
    }

    /// <summary>What only the business surface keeps of an organization is changed by those who change it there; all else is the operation center's.</summary>
    private static async Task<Problem?> RefusePermissionAsync(
        PlatformDb db, Caller caller, List<EntityEntry<Organization>> changed, List<Guid> touched, Dictionary<Guid, string> levels, bool hasProfiles, CancellationToken cancellation)
    {
        if (caller.IsSuperAdmin || (!hasProfiles && caller.Has(BusinessFeature) && !changed.Exists(IsHierarchys)))
        {
            return null;
        }

        if (caller.UserId is not { } self || await Standing.OfAsync(db, self, cancellation) is not { } standing || !touched.TrueForAll(id => standing.Has(Level.Manage(levels[id]))))
        {
            return Forbidden;
        }

        // One that is new, or comes back, is where its parent is.
        var places = touched.Select(id => changed.Find(c => c.Entity.Id == id) is { State: EntityState.Added, Entity.ParentId: { } parent } ? parent : id)
            .Concat(changed.Where(c => IsMoved(c)).Select(c => c.Entity.ParentId).OfType<Guid>()).Distinct().ToList();
        var visible = Visibility.From(db, standing.OrganizationId);
        var seen = await db.Set<Organization>().IgnoreQueryFilters([PlatformDb.DeletedFilter]).Where(o => places.Contains(o.Id))
            .CountAsync(o => visible.Contains(o.Id) || (o.DeletedAt != null && visible.Contains(o.ParentId!.Value)), cancellation);
        return seen == places.Count ? null : Forbidden;
    }

    private static async Task<Problem?> RefuseNamesAsync(PlatformDb db, List<EntityEntry<Organization>> changed, CancellationToken cancellation)
    {
        foreach (var (id, name) in changed.Where(c => IsKept(c) && (c.State == EntityState.Added || c.Property(o => o.Name).IsModified || c.Property(o => o.DeletedAt).IsModified))
            .Select(c => (c.Entity.Id, c.Entity.Name)))
        {
            var key = NormalizedKey.Of(name);
            if (await db.Set<Organization>().AnyAsync(o => o.Id != id && o.NameKey == key
                && db.Set<OrganizationProfile>().Any(p => p.Id == o.Id), cancellation))
            {
                return Taken(name);
            }
        }

        return null;
    }

    private static async Task<Problem?> RefusePlacesAsync(PlatformDb db, List<EntityEntry<Organization>> changed, Dictionary<Guid, string> levels, CancellationToken cancellation)
    {
        foreach (var (id, parent) in changed.Where(c => IsKept(c) && IsMoved(c)).Select(c => (c.Entity.Id, c.Entity.ParentId)))
        {
            var above = parent is null ? null : await db.Set<OrganizationProfile>().AsNoTracking().Where(p => p.Id == parent).Select(p => p.Level).SingleOrDefaultAsync(cancellation);
            if (above is null || Array.IndexOf(Levels, above) >= Array.IndexOf(Levels, levels[id]))
            {
                return new Problem(ProblemKind.Conflict, $"{levels[id]} must stay below an organization of a higher level");
            }
        }

        return null;
    }

    private static async Task<Problem?> RefuseGoneAsync(PlatformDb db, List<EntityEntry<Organization>> changed, Dictionary<Guid, string> levels, CancellationToken cancellation)
    {
        foreach (var id in changed.Where(c => !IsKept(c)).Select(c => c.Entity.Id))
        {
            var below = await db.Set<Organization>().CountAsync(o => o.ParentId == id, cancellation);
            var members = await db.Set<User>().CountAsync(u => u.OrganizationId == id, cancellation);
            if (below + members > 0)
            {
                return new Problem(ProblemKind.Conflict, $"{levels[id]} still has organizations or accounts",
                    Extra: new Dictionary<string, object> { ["organizations"] = below, ["accounts"] = members });
            }
        }

        return null;
    }

    private static bool IsKept(EntityEntry<Organization> organization) => organization.State != EntityState.Deleted && organization.Entity.DeletedAt is null;

    private static bool IsMoved(EntityEntry<Organization> organization) => organization.State == EntityState.Modified && organization.Property(o => o.ParentId).IsModified;

    private static bool IsHierarchys(EntityEntry<Organization> organization) => organization.State != EntityState.Modified
        || organization.Property(o => o.Name).IsModified || organization.Property(o => o.ParentId).IsModified
        || organization.Property(o => o.IsActive).IsModified || organization.Property(o => o.DeletedAt).IsModified;
}
