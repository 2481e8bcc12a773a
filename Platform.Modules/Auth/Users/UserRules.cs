using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Auth.Users;

/// <summary>Which users somebody may see and change.</summary>
internal sealed class UserRules(Caller caller, StaffDirectory staff, GrantPolicy policy)
{
    /// <summary>Members of the tenant; for somebody whose permissions are limited to organizations, those of the ones he works in.</summary>
    public static IQueryable<User> Visible(PlatformDb db, Caller caller)
    {
        var users = db.Set<User>().Where(u => u.TenantId == caller.TenantId && u.OrganizationId != null);
        return caller.Grants.Organizations is null || caller.Organizations is not { } places ? users
            : users.Where(u => places.Contains(u.OrganizationId!.Value) || u.Id == caller.UserId);
    }

    /// <summary>Whoever could set the password of somebody stronger would be that one.</summary>
    public async Task<Problem?> RefuseStrongerAsync(Guid userId, CancellationToken cancellation)
    {
        if (caller.IsSuperAdmin || userId == caller.UserId)
        {
            return null;
        }

        var others = await staff.GrantsOfAsync(caller.TenantId, userId, cancellation);
        return GrantComparison.Covers(await policy.SpreadAsync(caller.Grants, cancellation), await policy.SpreadAsync(others, cancellation))
            ? null
            : new Problem(ProblemKind.Forbidden, "Not authorized to change a user with more permissions than your own");
    }
}
