using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Operations.Accounts;

/// <summary>An account.</summary>
/// <param name="OrganizationRole">The role that its organization has by its level.</param>
/// <param name="LastSignInAt">Null until the first sign-in.</param>
/// <param name="CustomData">What clients keep with it, and <c>createdBy</c>, <c>createdAt</c>, <c>updatedBy</c>.</param>
public sealed record AccountView(
    Guid Id, string Username, string Email, string Name, string Phone, Guid UserRoleId, Guid OrganizationId, string OrganizationName, string OrganizationRole,
    bool IsSuspended, DateTimeOffset? LastSignInAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, Json CustomData)
{
    /// <summary>What clients cannot write into custom data.</summary>
    internal static readonly IReadOnlySet<string> Reserved = new HashSet<string>
    {
        "userRoleId", "organizationId", "organizationRole", "phone", "createdBy", "createdAt", "updatedBy", "updatedAt",
    };

    internal static AccountView Of(AccountRow row, KnownUser user) => new(
        row.User.Id, row.User.Username, user.Email, user.Name ?? row.User.Username, row.Profile.Phone, row.Profile.RoleId,
        row.Organization.Id, row.Organization.Name, row.OrganizationRole, row.User.DisabledAt is not null, row.User.LastLoginAt, row.User.CreatedAt, row.User.UpdatedAt,
        Operations.CustomData.Show(row.Profile.Data, ("createdBy", row.Profile.CreatedBy), ("createdAt", row.User.CreatedAt.UtcDateTime), ("updatedBy", row.Profile.UpdatedBy)));
}

/// <summary>A page of accounts.</summary>
public sealed record AccountPage(IReadOnlyList<AccountView> Accounts, Pagination Pagination);

/// <summary>The rows of an account, and where it belongs.</summary>
internal sealed class AccountRow
{
    public required User User { get; init; }

    public required AccountProfile Profile { get; init; }

    public required Organization Organization { get; init; }

    public required string OrganizationRole { get; init; }
}
