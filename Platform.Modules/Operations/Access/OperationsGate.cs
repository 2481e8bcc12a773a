using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Operations.Access;

/// <summary>Lets accounts of the operation center through, as far as their roles permit, and tells the audit log who they are.</summary>
internal sealed class OperationsGate(AccountDirectory accounts) : ISurfaceGate
{
    public bool Guards(Surface surface) => surface is OperationsSurface;

    public async Task<Problem?> RefuseAsync(HttpContext context, Endpoint endpoint)
    {
        if (context.Features.Get<Principal>() is not { } principal || await accounts.FindAsync(principal.Scope.UserId, context.RequestAborted) is not { } account)
        {
            return Refusals.NoAccount;
        }

        var required = endpoint.Metadata.GetMetadata<RequiredPermission>();
        if (required?.Refuse(account) is { } refused)
        {
            return refused;
        }

        var acting = context.RequestServices.GetRequiredService<ActingAccount>();
        (acting.Account, acting.Required) = (account, required);
        var caller = context.RequestServices.GetRequiredService<Caller>();
        (caller.UserId, caller.TenantId, caller.HomeTenantId, caller.OrganizationId) = (account.Id, account.TenantId, account.TenantId, account.OrganizationId);
        (caller.Email, caller.Name, caller.Roles) = (account.Email, account.Name, [account.UserRole, account.OrganizationRole]);
        return null;
    }
}
