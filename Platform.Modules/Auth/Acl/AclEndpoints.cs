using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Auth.Users;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Auth.Acl;

/// <summary>What a role grants. Without <c>organizations</c>, or with null, it holds in all of the tenant.</summary>
[ValidatableType]
public sealed record RoleAclInput([property: Needed] Guid? RoleId, bool? IsSuperAdmin, IReadOnlyList<string?>? Features, IReadOnlyList<Guid>? Organizations);

/// <summary>What a user is granted in place of his roles.</summary>
[ValidatableType]
public sealed record UserAclInput([property: Needed] Guid? UserId, bool? IsSuperAdmin, IReadOnlyList<string?>? Features, IReadOnlyList<Guid>? Organizations);

public sealed record RoleAclView(bool IsSuperAdmin, IReadOnlyList<string> Features, IReadOnlyList<Guid>? Organizations);

/// <param name="HasCustomAcl">False when the user holds what his roles grant.</param>
public sealed record UserAclView(bool HasCustomAcl, bool IsSuperAdmin, IReadOnlyList<string> Features, IReadOnlyList<Guid>? Organizations);

/// <param name="Sanitized">Whether features were left out because only super-admins may grant them.</param>
public sealed record AclSaved(bool Ok, bool Sanitized);

/// <summary>What roles grant, and users in place of their roles.</summary>
internal static class AclEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/roles/acl", ReadRole).Requires("auth.acl.manage").WithSummary("Read what a role grants");
        group.MapPut("/roles/acl", SaveRole).Requires("auth.acl.manage").WithSummary("Set what a role grants")
            .WithDescription("Nobody grants what he does not hold himself. The change holds at once, for everybody who has the role.");
        group.MapGet("/users/acl", ReadUser).Requires("auth.acl.manage").WithSummary("Read what a user is granted");
        group.MapPut("/users/acl", SaveUser).Requires("auth.acl.manage").WithSummary("Set what a user is granted in place of his roles")
            .WithDescription("Without features the user holds what his roles grant again.");
    }

    private static async Task<Outcome<RoleAclView>> ReadRole(PlatformDb db, Caller caller, AccessLists lists, HttpContext http, CancellationToken cancellation)
    {
        if (IdOf(http, "roleId", out var problem) is not { } id)
        {
            return problem!;
        }

        if (!await RoleGivings.Visible(db, caller).AnyAsync(r => r.Id == id, cancellation))
        {
            return Problem.NotFound("Role");
        }

        var list = await lists.FindAsync(id, cancellation);
        return new RoleAclView(list?.IsSuperAdmin ?? false, list?.Features ?? [], list?.Organizations);
    }

    private static async Task<Outcome<AclSaved>> SaveRole(
        RoleAclInput input, PlatformDb db, Caller caller, AccessLists lists, Changes changes, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("auth.roles.acl", cancellation);
        if (await RoleGivings.Visible(db, caller).Where(r => r.Id == input.RoleId).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } role)
        {
            return Problem.NotFound("Role");
        }

        var saved = await lists.SaveAsync(change, role.Id, isUsers: false, new(input.IsSuperAdmin, input.Features, input.Organizations), dropEmpty: false, cancellation);
        return await CommitAsync(saved, change, cancellation);
    }

    private static async Task<Outcome<UserAclView>> ReadUser(PlatformDb db, Caller caller, AccessLists lists, HttpContext http, CancellationToken cancellation)
    {
        if (IdOf(http, "userId", out var problem) is not { } id)
        {
            return problem!;
        }

        if (!await UserRules.Visible(db, caller).AnyAsync(u => u.Id == id, cancellation))
        {
            return Problem.NotFound("User");
        }

        var list = await lists.FindAsync(id, cancellation);
        return new UserAclView(list is not null, list?.IsSuperAdmin ?? false, list?.Features ?? [], list?.Organizations);
    }

    private static async Task<Outcome<AclSaved>> SaveUser(
        UserAclInput input, PlatformDb db, Caller caller, AccessLists lists, UserRules rules, Changes changes, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("auth.users.acl", cancellation);
        if (await UserRules.Visible(db, caller).Where(u => u.Id == input.UserId).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } user)
        {
            return Problem.NotFound("User");
        }

        if (await rules.RefuseStrongerAsync(user.Id, cancellation) is { } stronger)
        {
            return stronger;
        }

        var saved = await lists.SaveAsync(change, user.Id, isUsers: true, new(input.IsSuperAdmin ?? false, input.Features ?? [], input.Organizations), dropEmpty: true, cancellation);
        return await CommitAsync(saved, change, cancellation);
    }

    private static async Task<Outcome<AclSaved>> CommitAsync(Outcome<AclSaved> saved, Change change, CancellationToken cancellation) =>
        saved.Problem is null && await change.CommitAsync(cancellation) is { } refused ? refused : saved;

    internal static Guid? IdOf(HttpContext http, string name, out Problem? problem)
    {
        var id = Guid.TryParse(http.Request.Query[name], out var read) ? read : (Guid?)null;
        problem = id is null ? new Problem(ProblemKind.Invalid, "Invalid input", Fields: new Dictionary<string, string[]> { [name] = ["must be a UUID"] }) : null;
        return id;
    }
}
