using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Operations.Accounts;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;

namespace Platform.Operations.Access;

/// <summary>Where an account belongs and what its roles permit, as a transaction finds it; never from memory.</summary>
internal sealed record Standing(
    Guid OrganizationId, string OrganizationName, string Level, string UserRole, IReadOnlyList<string> UserPermissions, string OrganizationRole, IReadOnlyList<string> OrganizationPermissions)
{
    /// <returns>Null when the user has no account, is suspended, or his organization is gone.</returns>
    public static Task<Standing?> OfAsync(PlatformDb db, Guid userId, CancellationToken cancellation) => (
        from user in db.Set<User>()
        join profile in db.Set<AccountProfile>() on user.Id equals profile.Id
        join role in db.Set<CenterRole>() on profile.RoleId equals role.Id
        join organization in db.Set<Organization>() on user.OrganizationId equals organization.Id
        join place in db.Set<OrganizationProfile>() on organization.Id equals place.Id
        join level in db.Set<CenterRole>() on place.Level equals level.Level
        where user.Id == userId && user.DisabledAt == null
        select new Standing(organization.Id, organization.Name, place.Level, role.Name, role.Permissions, level.Name, level.Permissions)).SingleOrDefaultAsync(cancellation);

    public bool Has(string permission) => UserPermissions.Contains(permission) || OrganizationPermissions.Contains(permission);
}
