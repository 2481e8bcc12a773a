using Platform.Kernel.Http;

namespace Platform.Operations.Access;

/// <summary>Somebody of the operation center as every request sees him: his organization, its level, and what his roles permit.</summary>
internal sealed record Account(
    Guid Id, Guid TenantId, string Username, string Email, string Name, Guid OrganizationId, string OrganizationName, string Level,
    string UserRole, IReadOnlyList<string> UserPermissions, string OrganizationRole, IReadOnlyList<string> OrganizationPermissions)
{
    public const string ManageAccounts = "manage:accounts";

    public bool Has(string permission) => UserPermissions.Contains(permission) || OrganizationPermissions.Contains(permission);
}

/// <summary>The account that a request acts for; the gate fills it.</summary>
internal sealed class ActingAccount
{
    private Account? account;

    public Account Account { get => account ?? throw new InvalidOperationException("Nobody has passed the gate."); set => account = value; }

    /// <summary>What the endpoint takes; null where every account passes.</summary>
    public RequiredPermission? Required { get; set; }
}

internal static class Refusals
{
    public static readonly Problem NoAccount = new(ProblemKind.Forbidden, RequiredPermission.Insufficient, Details: "you have no account in the operation center");
}
