using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Validation;
using Platform.Customers.Dictionaries;
using Platform.Customers.Staff;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;

namespace Platform.Customers.Roles;

/// <summary>Who is what for a customer.</summary>
/// <param name="EntityType"><c>person</c> or <c>company</c>.</param>
/// <param name="UserPhone">Null: the platform keeps no telephone numbers of its users.</param>
public sealed record RoleView(
    Guid Id, string EntityType, Guid EntityId, Guid UserId, string? UserName, string? UserEmail, string? UserPhone, string RoleType, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

public sealed record RoleItems(IReadOnlyList<RoleView> Items);

/// <summary>A user and what he is for the customer.</summary>
[ValidatableType]
public sealed record NewRole([property: Needed, Text(1, Limits.Choice)] string? RoleType, [property: Needed] Guid? UserId);

/// <summary>Who has the role from now on.</summary>
[ValidatableType]
public sealed record RoleChange([property: Needed] Guid? UserId);

/// <summary>Who looks after a person or a company, and as what: one user a role.</summary>
internal static class RoleEndpoints
{
    private const string See = "customers.roles.view";
    private const string Manage = "customers.roles.manage";
    private const string Kind = "customers.entity_role";
    private static readonly Problem NotFound = Problem.NotFound("Role");
    private static readonly Problem Taken = new(ProblemKind.Conflict, "Role type already assigned");
    private static readonly (string, string) RoleId = ("roleId", "The role");

    /// <param name="path">Where customers of the kind are served.</param>
    /// <param name="kind"><c>person</c> or <c>company</c>.</param>
    public static void Map(RouteGroupBuilder customers, string path, string kind)
    {
        var group = customers.MapGroup(path + "/{id}/roles").ExpectsIds("id");
        Delegate list = (PathId id, CrudContext context, CancellationToken cancellation) => ListAsync(kind, id, context, cancellation);
        Delegate create = (PathId id, NewRole input, CrudContext context, CancellationToken cancellation) => CreateAsync(kind, id, input, context, cancellation);
        Delegate update = (PathId id, RoleChange input, CrudContext context, CancellationToken cancellation) => UpdateAsync(kind, id, input, context, cancellation);
        Delegate delete = (PathId id, CrudContext context, CancellationToken cancellation) => DeleteAsync(kind, id, context, cancellation);
        group.MapGet("", list).Requires(See).WithSummary($"List who looks after a {kind}");
        group.MapPost("", create).Requires(Manage).Creates().WithSummary($"Give a user a role for a {kind}").WithDescription("A role type is given once: 409 when somebody has it.");
        group.MapPut("", update).Requires(Manage).WithSummary($"Give a role for a {kind} to another user").TakesQuery(RoleId);
        group.MapDelete("", delete).Requires(Manage).WithSummary($"Take away a role for a {kind}").TakesQuery(RoleId);
    }

    private static async Task<Outcome<RoleItems>> ListAsync(string kind, Guid id, CrudContext context, CancellationToken cancellation)
    {
        if (await FindAsync(context.Db, kind, id, cancellation) is null)
        {
            return Missing(kind);
        }

        var db = context.Db;
        var roles = await db.Set<CustomerRole>().AsNoTracking().Where(r => r.CustomerId == id).OrderBy(r => r.RoleType).ThenBy(r => r.Id).ToListAsync(cancellation);
        var users = await context.Http.RequestServices.GetRequiredService<UserTexts>().OfAsync(db, [.. roles.Select(r => r.UserId).Distinct()], cancellation);
        context.Accesses.Record(context.Caller, Kind, [.. roles.Select(r => r.Id)], AccessLog.ReadList, AccessFields.Of<RoleView>());
        return new RoleItems([.. roles.Select(r => View(kind, r, users.GetValueOrDefault(r.UserId)))]);
    }

    private static RoleView View(string kind, CustomerRole role, KnownUser? user) =>
        new(role.Id, kind, role.CustomerId, role.UserId, user?.Name, user?.Email, null, role.RoleType, role.CreatedAt, role.UpdatedAt);

    private static async Task<Outcome<IdAnswer>> CreateAsync(string kind, Guid id, NewRole input, CrudContext context, CancellationToken cancellation)
    {
        var (db, now) = (context.Db, context.Clock.Now());
        await using var change = await context.Changes.BeginAsync("customers.entity_roles.create", cancellation);
        if ((await CustomerRows.HoldAsync(db, [id], cancellation)).Find(c => c.Kind == kind) is not { } customer)
        {
            return Missing(kind);
        }

        if (await Colleagues.RefuseAsync(db, context.Caller, "userId", input.UserId, cancellation) is { } unknown)
        {
            return unknown;
        }

        var roleType = input.RoleType!.Trim();
        var key = NormalizedKey.Of(roleType);
        if (await db.Set<CustomerRole>().AnyAsync(r => r.CustomerId == id && r.RoleTypeKey == key, cancellation))
        {
            return Taken;
        }

        // Whoever deletes the role type waits, and then finds it in use.
        await RoleTypes.HoldAsync(db, roleType, cancellation);
        var role = new CustomerRole
        {
            TenantId = context.Caller.TenantId, OrganizationId = customer.OrganizationId, CustomerId = id, UserId = input.UserId!.Value, RoleType = roleType, CreatedAt = now, UpdatedAt = now,
        };
        db.Add(role);
        return await change.Describe("Give role for customer", Kind, role.Id).Under(customer).Raise(Happened("created", role))
            .CommitAsync(new IdAnswer(role.Id), cancellation, _ => Taken);
    }

    private static async Task<Outcome<OkAnswer>> UpdateAsync(string kind, Guid id, RoleChange input, CrudContext context, CancellationToken cancellation)
    {
        await using var change = await context.Changes.BeginAsync("customers.entity_roles.update", cancellation);
        var (customer, role, refused) = await HoldAsync(kind, id, context, cancellation);
        if ((refused ?? await Colleagues.RefuseAsync(context.Db, context.Caller, "userId", input.UserId, cancellation)) is { } problem)
        {
            return problem;
        }

        (role!.UserId, role.UpdatedAt) = (input.UserId!.Value, context.Clock.Now());
        return await change.Describe("Give role to another user", Kind, role.Id).Under(customer!).Raise(Happened("updated", role))
            .CommitAsync(OkAnswer.Value, cancellation);
    }

    private static async Task<Outcome<OkAnswer>> DeleteAsync(string kind, Guid id, CrudContext context, CancellationToken cancellation)
    {
        await using var change = await context.Changes.BeginAsync("customers.entity_roles.delete", cancellation);
        var (customer, role, refused) = await HoldAsync(kind, id, context, cancellation);
        if (refused is not null)
        {
            return refused;
        }

        context.Db.Remove(role!);
        return await change.Describe("Take away role for customer", Kind, role!.Id).Under(customer!).Raise(Happened("deleted", role))
            .CommitAsync(OkAnswer.Value, cancellation);
    }

    /// <summary>The role that the query names, held, and whose it is.</summary>
    private static async Task<(Customer? Customer, CustomerRole? Role, Problem? Refused)> HoldAsync(string kind, Guid id, CrudContext context, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(context.Http.Request.Query["roleId"], "D", out var roleId))
        {
            return (null, null, Problem.OfField("roleId", "must be a UUID"));
        }

        if (await FindAsync(context.Db, kind, id, cancellation) is not { } customer)
        {
            return (null, null, Missing(kind));
        }

        var role = await context.Db.Set<CustomerRole>().Where(r => r.Id == roleId && r.CustomerId == id).ForUpdate().SingleOrDefaultAsync(cancellation);
        return (customer, role, role is null ? NotFound : null);
    }

    private static async Task<Customer?> FindAsync(PlatformDb db, string kind, Guid id, CancellationToken cancellation) =>
        await CustomerRows.FindAsync(db, id, cancellation) is { } found && found.Kind == kind ? found : null;

    private static Problem Missing(string kind) => Problem.NotFound(kind == Customer.PersonKind ? "Person" : "Company");

    private static DomainEvent Happened(string what, CustomerRole role) =>
        new($"{Kind}.{what}", role.OrganizationId, new { id = role.Id, entityId = role.CustomerId, userId = role.UserId });
}
