using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Customers.Staff;

/// <summary>Somebody who can be given customers.</summary>
/// <param name="TeamMemberId">The same as the user's id: members of teams are users.</param>
/// <param name="TeamName">Null, as <c>User</c> and <c>Team</c>: nobody is in a team.</param>
public sealed record StaffMember(Guid Id, Guid TeamMemberId, Guid UserId, string DisplayName, string? Email, string? TeamName, string? User, string? Team);

/// <summary>The users who can be owners of customers and have roles for them.</summary>
internal static class AssignableStaff
{
    private static readonly string[] Either = ["customers.roles.manage", "customers.activities.manage"];

    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("/assignable-staff", List).Requires("customers.roles.view").WithSummary("List who can be given customers")
            .WithDescription("Users of the organizations that the caller sees. Takes `customers.roles.manage` or `customers.activities.manage` besides.")
            .TakesQuery(("page", "Page, from 1"), ("pageSize", "Users a page, up to 100; 24 unless given"), ("search", "A part of the name or the e-mail address"));

    private static async Task<Outcome<Paged<StaffMember>>> List(CrudContext context, CancellationToken cancellation)
    {
        var caller = context.Caller;
        if (!Either.Any(caller.Has))
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden", Extra: new Dictionary<string, object> { ["requiredFeatures"] = Either });
        }

        var read = new QueryReader(context.Http.Request.Query);
        var (page, size, search) = (read.Number("page", 1, int.MaxValue, 1), read.Number("pageSize", 1, 100, 24), read.Text("search"));
        if (read.Problem is { } wrong)
        {
            return wrong;
        }

        var users = context.Db.Set<User>().AsNoTracking().Where(u => u.OrganizationId != null && u.DisabledAt == null);
        if (caller.Organizations is { } seen)
        {
            users = users.Where(u => seen.Contains(u.OrganizationId!.Value));
        }

        if (search is not null)
        {
            var pattern = Like.Containing(search);
            users = users.Where(u => EF.Functions.ILike(u.Email, pattern, Like.Escape) || (u.Name != null && EF.Functions.ILike(u.Name, pattern, Like.Escape)));
        }

        return await users.OrderBy(u => u.Name ?? u.Email).ThenBy(u => u.Id)
            .Select(u => new StaffMember(u.Id, u.Id, u.Id, u.Name ?? u.Email, u.Email, null, null, null)).ToPageAsync(page, size, cancellation);
    }
}
