using Platform.Directory.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Operations.Access;

/// <summary>Lets the writes of a tenant's hierarchy come one after the other, each for its account as it is by then.</summary>
internal sealed class WriteTurn(PlatformDb db, ActingAccount acting, Caller caller)
{
    /// <summary>Waits for the turn, and keeps it until the transaction ends.</summary>
    /// <returns>Why the account may not go on, or null: whoever had the turn before may have suspended, moved or demoted it after the gate let it through.</returns>
    public async Task<Problem?> TakeAsync(CancellationToken cancellation)
    {
        await TreeTurn.TakeAsync(db, cancellation);
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
        return acting.Required?.Refuse(acting.Account);
    }
}
