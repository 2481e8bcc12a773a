using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;

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
            .WithDescription("The caller, and the users of the organizations that he sees. Takes `customers.roles.manage` or `customers.activities.manage` besides.")
            .TakesQuery(("page", "Page, from 1"), ("pageSize", "Users a page, up to 100; 24 unless given"), ("search", "A part of the name or the e-mail address"));

    private static async Task<Outcome<Paged<StaffMember>>> List(CrudContext context, UserTexts texts, CancellationToken cancellation)
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

        var users = Colleagues.Of(context.Db, caller).AsNoTracking();
        if (search is not null)
        {
            users = users.Where(await texts.MatchingAsync(context.Db, search, cancellation));
        }

        // Where names are ciphertext, pages have no order that means anything; within one, names have.
        var found = await users.OrderBy(u => u.Name ?? u.Email).ThenBy(u => u.Id).Select(u => new KnownUser(u.Id, u.Name, u.Email)).ToPageAsync(page, size, cancellation);
        var vault = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        return new Paged<StaffMember>(
            [.. found.Items.Select(u => UserTexts.Open(u, vault)).OrderBy(u => u.Label, SortOrder.People).Select(u => new StaffMember(u.Id, u.Id, u.Id, u.Label, u.Email, null, null, null))],
            found.Total, found.Page, found.PageSize);
    }
}
