using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Operations.Roles;

namespace Platform.Operations.Access;

/// <summary>Changes of a tenant's hierarchy: one after the other, each for its account as it is by then.</summary>
internal sealed class HierarchyChanges(PlatformDb db, Changes changes, GrantPolicy policy, ActingAccount acting, Caller caller)
{
    public Task<Change> BeginAsync(string command, CancellationToken cancellation) =>
        changes.BeginAsync(command, cancellation, AdvisoryLocks.OrganizationTree.Of(db.Scope.TenantId));

    /// <summary>Looks at the account again, once the lock is held.</summary>
    /// <returns>Why the account may not go on, or null: whoever held the lock before may have suspended, moved or demoted it after the gate let it through.</returns>
    public async Task<Problem?> RefuseAsync(Change change, CancellationToken cancellation)
    {
        var account = acting.Account;
        if (await Standing.OfAsync(db, account.Id, cancellation) is not { } now)
        {
            return Refusals.NoAccount;
        }

        acting.Account = account with
        {
            OrganizationId = now.OrganizationId, OrganizationName = now.OrganizationName, Level = now.Level, UserRole = now.UserRole, UserPermissions = now.UserPermissions,
            OrganizationRole = now.OrganizationRole, OrganizationPermissions = now.OrganizationPermissions,
        };
        (caller.OrganizationId, caller.Roles) = (now.OrganizationId, [now.UserRole, now.OrganizationRole]);
        change.GivenBy(asked => GrantsOfAsync(acting.Account, asked));
        return acting.Required?.Refuse(acting.Account);
    }

    /// <summary>What the account's role permits it to hand on, in its organization and below; and what it has been given on the business surface.</summary>
    private async Task<IReadOnlyList<Grants>> GrantsOfAsync(Account account, CancellationToken cancellation)
    {
        var features = account.Has(Account.ManageAccounts) ? await db.Set<CenterRole>().Where(r => r.Level == null).Select(r => r.Features).ToListAsync(cancellation) : [];
        return [await policy.HeldByAsync(account.Id, cancellation), new Grants(false, [.. features.SelectMany(f => f).Distinct()], [account.OrganizationId])];
    }
}
