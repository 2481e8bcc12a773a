using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Kernel.Http;
using Platform.Operations.Access;

namespace Platform.Operations.Accounts;

/// <summary>The people of the organizations.</summary>
internal static class AccountEndpoints
{
    public static void Map(RouteGroupBuilder operations)
    {
        var group = operations.MapGroup("/accounts").WithTags("Accounts");
        group.MapGet("", AccountReads.ListAsync).Says("accounts retrieved successfully").WithSummary("List accounts")
            .WithDescription("Those of your organization and of all below it, by username.")
            .Lists(("search", "Part of a username, e-mail address or name."), ("username", "The exact username."), ("email", "The exact e-mail address."),
                ("role", "Id or name of a user role."), ("organization_id", "Id of an organization; also understood as `organizationId`."));
        group.MapPost("", CreateAccount.HandleAsync).Creates().Takes(Account.ManageAccounts, AccountRules.CreateRefused).Says("account created successfully")
            .WithSummary("Create an account").WithDescription("In your organization or one below it. In `username` all but ASCII letters, digits and underscores becomes underscores.")
            .Refuses(ProblemKind.NotFound, "target organization not found").Refuses(ProblemKind.Conflict, "username already exists", "email already exists");
        group.MapGet("/{id}", AccountReads.GetAsync).Says("account retrieved successfully").WithSummary("Read an account");
        group.MapPut("/{id}", UpdateAccount.HandleAsync).Says("account updated successfully").WithSummary("Change an account")
            .WithDescription("Your own, but for role, organization and suspension; others as an Admin. `isSuspended` ends all sessions of the account at once, on every surface.")
            .Refuses(ProblemKind.Forbidden, "insufficient permissions to update this account").Refuses(ProblemKind.Conflict, "email already exists");
        group.MapDelete("/{id}", DeleteAccount.HandleAsync).Says("account deleted successfully").WithSummary("Delete an account")
            .WithDescription("As an Admin, and never your own. The deletion can be undone; its sessions stay over.")
            .Refuses(ProblemKind.Forbidden, "insufficient permissions to delete this account", "cannot delete your own account");
    }
}
