using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Kernel.Access;

/// <summary>
/// What every change that gives or takes rights passes before it is saved, undo and redo among them: roles and their access lists, users with roles or lists of their own, API keys.
/// Nobody gives, widens, narrows or takes what he does not hold in the same places; and nobody locks everybody out.
/// </summary>
internal sealed class GrantPolicy(PlatformDb db, Caller caller, IEnumerable<IRightsRule> rules)
{
    private OrganizationTree? tree;

    /// <summary>Looks at all that the context is about to save.</summary>
    /// <param name="giver">What the caller holds; organizations may be without those below.</param>
    /// <returns>Why it may not be, or null.</returns>
    public async Task<Problem?> RefuseAsync(IReadOnlyList<Grants> giver, CancellationToken cancellation)
    {
        if (!giver.Any(g => g.IsSuperAdmin) && await RefusePairsAsync(giver, cancellation) is { } refused)
        {
            return refused;
        }

        foreach (var rule in rules)
        {
            if (await rule.RefuseAsync(db, caller, cancellation) is { } broken)
            {
                return broken;
            }
        }

        return null;
    }

    /// <summary>Called before a user is read for a change, in its transaction.</summary>
    public async Task LockAsync(Guid userId, CancellationToken cancellation)
    {
        foreach (var rule in rules)
        {
            await rule.LockAsync(db, userId, cancellation);
        }
    }

    /// <summary>What a user holds, read in the transaction of the change and on its connection.</summary>
    public async Task<Grants> HeldByAsync(Guid userId, CancellationToken cancellation)
    {
        var lists = await db.Set<AccessList>().AsNoTracking()
            .Where(a => a.HolderId == userId || db.Set<UserRole>().Any(r => r.UserId == userId && r.RoleId == a.HolderId)).ToListAsync(cancellation);
        var own = lists.FindAll(l => l.IsUsers);
        return Grants.Union([.. (own.Count > 0 ? own : lists).Select(Grants.Of)]);
    }

    /// <summary>Grants with all organizations below those that they name.</summary>
    public async Task<Grants> SpreadAsync(Grants grants, CancellationToken cancellation)
    {
        if (grants.Organizations is null or { Count: 0 })
        {
            return grants;
        }

        tree ??= OrganizationTree.Of(await db.Set<Organization>().AsNoTracking().Select(o => new Node(o.Id, o.ParentId, "")).ToListAsync(cancellation));
        return grants with { Organizations = [.. tree.Spread(grants.Organizations)] };
    }

    private async Task<Problem?> RefusePairsAsync(IReadOnlyList<Grants> giver, CancellationToken cancellation)
    {
        var changes = await RightsChange.ReadAsync(db, cancellation);
        var own = new List<Grants>();
        foreach (var grants in changes.Count == 0 ? [] : giver)
        {
            own.Add(await SpreadAsync(grants, cancellation));
        }

        foreach (var (before, after) in changes)
        {
            if (GrantComparison.Refuse(own, await SpreadAsync(before, cancellation), await SpreadAsync(after, cancellation)) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }
}
