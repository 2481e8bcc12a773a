using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Operations.Roles;

namespace Platform.Operations.Accounts;

/// <summary>Makes the rows of an account, and keeps what it may do on the business surface in step with its role and organization.</summary>
internal static class AccountPlaces
{
    /// <summary>Adds an account to what the context saves next.</summary>
    public static AccountProfile Add(PlatformDb db, User user, CenterRole role, Guid? createdBy, DateTimeOffset now)
    {
        var profile = new AccountProfile { Id = user.Id, TenantId = user.TenantId, RoleId = role.Id, CreatedBy = createdBy };
        db.AddRange(user, profile, new AccessList
        {
            TenantId = user.TenantId, HolderId = user.Id, IsUsers = true, Features = [.. role.Features], Organizations = [user.OrganizationId!.Value], CreatedAt = now, UpdatedAt = now,
        });
        return profile;
    }

    /// <summary>Takes the features of the former role and organization away, and gives those of the new ones; what others have granted stays.</summary>
    public static async Task MoveAsync(
        PlatformDb db, User user, AccountProfile profile, CenterRole role, Guid organization, DateTimeOffset now, CancellationToken cancellation)
    {
        var former = await db.Set<CenterRole>().AsNoTracking().Where(r => r.Id == profile.RoleId).Select(r => r.Features).SingleAsync(cancellation);
        if (await db.Set<AccessList>().SingleOrDefaultAsync(a => a.HolderId == user.Id, cancellation) is { } list)
        {
            list.Features = [.. list.Features.Except(former).Union(role.Features)];
            list.Organizations = list.Organizations?.Where(o => o != user.OrganizationId).Append(organization).Distinct().ToList();
            list.UpdatedAt = now;
        }

        (user.OrganizationId, profile.RoleId) = (organization, role.Id);
    }

    /// <summary>Ends all sessions of a user, whichever surface they began on.</summary>
    public static Task EndSessionsAsync(PlatformDb db, Guid user, DateTimeOffset now, CancellationToken cancellation) =>
        db.Set<Session>().Where(s => s.UserId == user && s.RevokedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.RevokedAt, now), cancellation);
}
