using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Directory.Organizations;

/// <summary>Of two changes of a tenant's tree the second waits, so that together they make no ring; undo and redo wait, too.</summary>
internal sealed class TreeLock : IUndoRule
{
    public Type RowType => typeof(Organization);

    public static async Task<OrganizationTree> ReadAsync(PlatformDb db, CancellationToken cancellation) => OrganizationTree.Of(
        await db.Set<Organization>().AsNoTracking().Select(o => new Node(o.Id, o.ParentId, o.Name)).ToListAsync(cancellation));

    public IReadOnlyList<AdvisoryLock> Locks(Scope scope) => [AdvisoryLocks.OrganizationTree.Of(scope.TenantId)];

    /// <summary>Whether every organization still has its parent, and what is about to be saved makes no ring and no tree that is too deep.</summary>
    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var parents = await db.Set<Organization>().AsNoTracking().ToDictionaryAsync(o => o.Id, o => o.ParentId, cancellation);
        foreach (var row in db.ChangeTracker.Entries<Organization>().Select(e => e.Entity))
        {
            if (row.DeletedAt is null)
            {
                parents[row.Id] = row.ParentId;
            }
            else
            {
                parents.Remove(row.Id);
            }
        }

        Node[] nodes = [.. parents.Select(p => new Node(p.Key, p.Value, ""))];
        return parents.Values.All(p => p is null || parents.ContainsKey(p.Value))
            && !OrganizationTree.HasRing(nodes) && OrganizationTree.Of(nodes).Levels <= OrganizationTree.MaxLevels;
    }
}
