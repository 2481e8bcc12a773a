using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Auth.Roles;

/// <summary>Nobody changes a role that permits more than he may himself: under another name it would be given to others than it is meant for.</summary>
internal sealed class WiderRoleRule(GrantPolicy policy) : IChangeRule
{
    public Type RowType => typeof(Role);

    public async Task<Problem?> CheckAsync(PlatformDb db, Caller caller, CancellationToken cancellation)
    {
        var changed = db.ChangeTracker.Entries<Role>().Where(r => r.State == EntityState.Modified).Select(r => r.Entity.Id).ToList();
        var lists = caller.IsSuperAdmin || changed.Count == 0 ? [] : await db.Set<AccessList>().AsNoTracking().Where(a => changed.Contains(a.HolderId)).ToListAsync(cancellation);
        foreach (var list in lists)
        {
            if (!GrantComparison.Covers(await policy.SpreadAsync(caller.Grants, cancellation), await policy.SpreadAsync(Grants.Of(list), cancellation)))
            {
                return new Problem(ProblemKind.Forbidden, "Not authorized to change a role with more permissions than your own");
            }
        }

        return null;
    }
}
