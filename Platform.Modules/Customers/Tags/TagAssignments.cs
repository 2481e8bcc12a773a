using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Tags;

/// <summary>A tag and the customer to put it on, or to take it off.</summary>
/// <param name="OrganizationId">One that the caller sees, if any.</param>
[ValidatableType]
public sealed record TagOnCustomer([property: Needed] Guid? TagId, [property: Needed] Guid? EntityId, Guid? OrganizationId);

/// <summary>Puts tags on customers, one at a time, and takes them off.</summary>
internal static class TagAssignments
{
    private static readonly Problem TagNotFound = Problem.NotFound("Tag");
    private static readonly Problem Forbidden = new(ProblemKind.Forbidden, "Forbidden");
    private static readonly Problem Taken = new(ProblemKind.Conflict, "Tag already assigned");

    public static void Map(RouteGroupBuilder customers)
    {
        var group = customers.MapGroup("/tags").Requires("customers.activities.manage");
        group.MapPost("/assign", Assign).Creates().WithSummary("Put a tag on a customer").WithDescription("409 when the customer has the tag already.");
        group.MapPost("/unassign", Unassign).WithSummary("Take a tag off a customer").WithDescription("404 when the customer does not have the tag.");
    }

    private static async Task<Outcome<IdAnswer>> Assign(TagOnCustomer input, CrudContext context, CancellationToken cancellation)
    {
        if (input.OrganizationId is { } organization && !context.Caller.Sees(organization))
        {
            return Forbidden;
        }

        await using var change = await context.Changes.BeginAsync("customers.tags.assign", cancellation);
        var (tag, customer, assignment) = await FindAsync(context.Db, input, cancellation);
        if (tag is null || customer is null || assignment is not null)
        {
            return tag is null ? TagNotFound : customer is null ? CustomerRows.NotFound : Taken;
        }

        assignment = new TagAssignment { TenantId = context.Caller.TenantId, TagId = tag.Id, CustomerId = customer.Id, CreatedAt = context.Clock.Now() };
        context.Db.Add(assignment);
        return await change.On(customer, "Put tag on customer").Raise(Happened("assigned", customer, tag))
            .CommitAsync(new IdAnswer(assignment.Id), cancellation, _ => Taken);
    }

    private static async Task<Outcome<IdAnswer>> Unassign(TagOnCustomer input, CrudContext context, CancellationToken cancellation)
    {
        if (input.OrganizationId is { } organization && !context.Caller.Sees(organization))
        {
            return Forbidden;
        }

        await using var change = await context.Changes.BeginAsync("customers.tags.unassign", cancellation);
        var (tag, customer, assignment) = await FindAsync(context.Db, input, cancellation);
        if (tag is null || customer is null || assignment is null)
        {
            return tag is null ? TagNotFound : customer is null ? CustomerRows.NotFound : Problem.NotFound("Tag assignment");
        }

        context.Db.Remove(assignment);
        return await change.On(customer, "Take tag off customer").Raise(Happened("removed", customer, tag))
            .CommitAsync(new IdAnswer(assignment.Id), cancellation);
    }

    /// <summary>Holds the customer and then the tag, as whoever sets a customer's tags does: it is neither deleted nor put on the customer twice meanwhile.</summary>
    private static async Task<(Tag? Tag, Customer? Customer, TagAssignment? Assignment)> FindAsync(PlatformDb db, TagOnCustomer input, CancellationToken cancellation)
    {
        var customer = (await CustomerRows.HoldAsync(db, [input.EntityId!.Value], cancellation)).SingleOrDefault();
        return (
            await db.Set<Tag>().Where(t => t.Id == input.TagId).ForUpdate().SingleOrDefaultAsync(cancellation), customer,
            await db.Set<TagAssignment>().SingleOrDefaultAsync(a => a.TagId == input.TagId && a.CustomerId == input.EntityId, cancellation));
    }

    private static DomainEvent Happened(string what, Customer customer, Tag tag) =>
        new($"customers.tag.{what}", customer.OrganizationId, new { id = tag.Id, entityId = customer.Id, entityType = customer.Kind });
}
