using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Operations.Roles;

/// <summary>A role, with what it permits.</summary>
public sealed record RoleView(Guid Id, string Name, string Description, IReadOnlyList<string> Permissions);

public sealed record RoleList(IReadOnlyList<RoleView> Roles);

public sealed record OrganizationRoleList(IReadOnlyList<RoleView> OrganizationRoles);

/// <summary>The roles that there are.</summary>
internal static class RoleEndpoints
{
    public static void Map(RouteGroupBuilder operations)
    {
        var group = operations.MapGroup("").WithTags("Roles");
        group.MapGet("/roles", UsersAsync).Says("roles retrieved successfully").WithSummary("List the roles of accounts")
            .WithDescription("Their ids are what `userRoleId` of an account takes.");
        group.MapGet("/organization-roles", OrganizationsAsync).Says("organization roles retrieved successfully").WithSummary("List the roles of organizations")
            .WithDescription("An organization has the role of its level, and so have its accounts.");
    }

    private static async Task<Outcome<RoleList>> UsersAsync(PlatformDb db, CancellationToken cancellation) =>
        new RoleList(await ShowAsync(db.Set<CenterRole>().Where(r => r.Level == null), cancellation));

    private static async Task<Outcome<OrganizationRoleList>> OrganizationsAsync(PlatformDb db, CancellationToken cancellation) =>
        new OrganizationRoleList(await ShowAsync(db.Set<CenterRole>().Where(r => r.Level != null), cancellation));

    private static Task<List<RoleView>> ShowAsync(IQueryable<CenterRole> roles, CancellationToken cancellation) =>
        roles.AsNoTracking().OrderBy(r => r.Id).Select(r => new RoleView(r.Id, r.Name, r.Description, r.Permissions)).ToListAsync(cancellation);
}
