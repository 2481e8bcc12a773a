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

namespace Platform.Customers.Labels;

/// <summary>A label of the caller's own.</summary>
public sealed record LabelView(Guid Id, string Slug, string Label);

/// <summary>Labels, and which of them a customer has.</summary>
public sealed record LabelPage(IReadOnlyList<LabelView> Items, IReadOnlyList<Guid> AssignedIds, int Total, int Page, int PageSize, int TotalPages);

/// <summary>A new label; its slug is made of the label unless given.</summary>
[ValidatableType]
public sealed record NewLabel([property: Needed, Text(1, Limits.Label)] string? Label, [property: Text(1, Limits.Slug)] string? Slug);

/// <summary>A label and the customer to put it on, or to take it off.</summary>
[ValidatableType]
public sealed record LabelOnCustomer([property: Needed] Guid? LabelId, [property: Needed] Guid? EntityId);

/// <summary>Labels that everybody makes for himself: nobody else sees them.</summary>
internal static class LabelEndpoints
{
    private const string See = "customers.people.view";
    private const string Kind = "customers.label";
    private static readonly Problem NotFound = Problem.NotFound("Label");
    private static readonly Problem SlugTaken = new(ProblemKind.Conflict, "Label slug already exists");

    public static void Map(RouteGroupBuilder customers)
    {
        var group = customers.MapGroup("/labels");
        group.MapGet("", List).Requires(See).WithSummary("List your labels").WithDescription("With `entityId`, `assignedIds` names those that the customer has.")
            .TakesQuery(("page", "Page, from 1"), ("pageSize", "Labels a page, up to 100"), ("entityId", "A person or a company"));
        group.MapPost("", Create).Requires("customers.people.manage").Creates().WithSummary("Make a label of your own");
        group.MapPost("/assign", Assign).Requires(See).WithSummary("Put a label on a customer").WithDescription("201 when it is new there, 200 when the customer had it.");
        group.MapPost("/unassign", Unassign).Requires(See).WithSummary("Take a label off a customer").WithDescription("`id` is null when the customer did not have it.");
    }

    private static async Task<Outcome<LabelPage>> List(CrudContext context, CancellationToken cancellation)
    {
        var read = new QueryReader(context.Http.Request.Query);
        var (page, size, customer) = (read.Number("page", 1, int.MaxValue, 1), read.Number("pageSize", 1, 100, 100), read.Id("entityId"));
        if ((read.Problem ?? (context.Caller.OrganizationId is null ? Problem.NoOrganization : null)) is { } refused)
        {
            return refused;
        }

        var labels = await context.Db.Set<PersonalLabel>().AsNoTracking().Where(l => l.OrganizationId == context.Caller.OrganizationId)
            .OrderBy(l => l.Label).ThenBy(l => l.Id).Select(l => new LabelView(l.Id, l.Slug, l.Label)).ToPageAsync(page, size, cancellation);
        var assigned = customer is null ? [] : await context.Db.Set<LabelAssignment>().Where(a => a.CustomerId == customer).Select(a => a.LabelId).ToListAsync(cancellation);
        return new LabelPage(labels.Items, assigned, labels.Total, labels.Page, labels.PageSize, labels.TotalPages);
    }

    private static async Task<Outcome<LabelView>> Create(NewLabel input, CrudContext context, CancellationToken cancellation)
    {
        if (context.Caller.OrganizationId is not { } organization)
        {
            return Problem.NoOrganization;
        }

        var slug = Slugs.Of(input.Slug ?? input.Label!);
        if (slug.Length == 0)
        {
            return Problem.OfField(input.Slug is null ? "label" : "slug", "must have a letter or a digit");
        }

        await using var change = await context.Changes.BeginAsync("customers.labels.create", cancellation);
        var label = new PersonalLabel
        {
            TenantId = context.Caller.TenantId, OrganizationId = organization, UserId = context.Db.Scope.UserId, Slug = slug, Label = input.Label!.Trim(), CreatedAt = context.Clock.Now(),
        };
        context.Db.Add(label);
        return await change.Describe("Create label", Kind, label.Id).Raise(new DomainEvent("customers.label.created", organization, new { id = label.Id }))
            .CommitAsync(new LabelView(label.Id, label.Slug, label.Label), cancellation, _ => SlugTaken);
    }

    private static async Task<Outcome<IdAnswer>> Assign(LabelOnCustomer input, CrudContext context, CancellationToken cancellation)
    {
        await using var change = await context.Changes.BeginAsync("customers.labels.assign", cancellation);
        var (label, customer, assignment) = await FindAsync(context.Db, input, cancellation);
        if (label is null || customer is null)
        {
            return label is null ? NotFound : CustomerRows.NotFound;
        }

        if (assignment is not null)
        {
            return new IdAnswer(assignment.Id);
        }

        assignment = new LabelAssignment
        {
            TenantId = context.Caller.TenantId, UserId = label.UserId, LabelId = label.Id, CustomerId = customer.Id, CreatedAt = context.Clock.Now(),
        };
        context.Db.Add(assignment);
        return await change.On(customer, "Put label on customer").Raise(Happened("assigned", customer, label)).CommitAsync(cancellation) is { } refused ? refused : Outcome.Created(new IdAnswer(assignment.Id));
    }

    private static async Task<Outcome<IdAnswer>> Unassign(LabelOnCustomer input, CrudContext context, CancellationToken cancellation)
    {
        await using var change = await context.Changes.BeginAsync("customers.labels.unassign", cancellation);
        var (label, customer, assignment) = await FindAsync(context.Db, input, cancellation);
        if (label is null || customer is null)
        {
            return label is null ? NotFound : CustomerRows.NotFound;
        }

        if (assignment is null)
        {
            return new IdAnswer(null);
        }

        context.Db.Remove(assignment);
        return await change.On(customer, "Take label off customer").Raise(Happened("removed", customer, label))
            .CommitAsync(new IdAnswer(assignment.Id), cancellation);
    }

    /// <summary>Holds the label, so that it is not put on the customer twice meanwhile.</summary>
    private static async Task<(PersonalLabel? Label, Customer? Customer, LabelAssignment? Assignment)> FindAsync(
        PlatformDb db, LabelOnCustomer input, CancellationToken cancellation) => (
        await db.Set<PersonalLabel>().Where(l => l.Id == input.LabelId).ForUpdate().SingleOrDefaultAsync(cancellation),
        await CustomerRows.FindAsync(db, input.EntityId!.Value, cancellation),
        await db.Set<LabelAssignment>().SingleOrDefaultAsync(a => a.LabelId == input.LabelId && a.CustomerId == input.EntityId, cancellation));

    private static DomainEvent Happened(string what, Customer customer, PersonalLabel label) =>
        new($"customers.label.{what}", customer.OrganizationId, new { id = label.Id, entityId = customer.Id, entityType = customer.Kind });
}
