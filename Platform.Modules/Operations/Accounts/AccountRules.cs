using Platform.Kernel.Access;
using Platform.Kernel.Http;
using Platform.Operations.Access;
using Platform.Operations.Organizations;

namespace Platform.Operations.Accounts;

/// <summary>Who may do what to which account, once it is known that he sees it.</summary>
internal sealed class AccountRules(StaffDirectory staff)
{
    public const string CreateRefused = "insufficient permissions to create accounts for this organization";

    public static readonly Problem SelfDeletion = new(ProblemKind.Forbidden, "cannot delete your own account", Details: "self-deletion is not allowed for security reasons");

    public static readonly Problem SelfPromotion = Refusal("update", "your own role, organization and suspension are for others to change");

    /// <param name="verb">Such as <c>update</c>.</param>
    /// <returns>Why another one's account may not be touched, or null.</returns>
    public async Task<Problem?> RefuseAsync(Account account, Guid other, string verb, CancellationToken cancellation)
    {
        if (!account.Has(Account.ManageAccounts))
        {
            return Refusal(verb, WhyOf(account.Level));
        }

        // An account may have been given more on the business surface: whoever could change its address would be that one.
        var (own, others) = (await GrantsOfAsync(account.Id), await GrantsOfAsync(other));
        return GrantComparison.Covers(own, others) ? null : Refusal(verb, "the account may do more on other surfaces than your own");

        async Task<Grants> GrantsOfAsync(Guid user)
        {
            var grants = await staff.GrantsOfAsync(account.TenantId, user, cancellation);
            return grants.Organizations is not null && await staff.OrganizationsAsync(account.TenantId, cancellation) is { } tree
                ? grants with { Organizations = [.. Selection.Allowed(grants, tree)!] }
                : grants;
        }
    }

    private static Problem Refusal(string verb, string why) =>
        new(ProblemKind.Forbidden, $"insufficient permissions to {verb} this account", Details: why);

    private static string WhyOf(string level) => level switch
    {
        _ when level == Level.Distributor.Name => "distributors can only operate on accounts in organizations they created, and must be Admin",
        _ when level == Level.Reseller.Name => "resellers can only operate on accounts in customer organizations they created, and must be Admin",
        _ when level == Level.Customer.Name => "customers can only operate on accounts in their own organization and must be Admin",
        _ => "only Admin users can operate on the accounts of others",
    };
}
