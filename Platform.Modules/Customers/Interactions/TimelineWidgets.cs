using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Interactions;

public sealed record TodoWidgetCustomer(Guid? Id, string? DisplayName, string? Kind, Guid? OwnerUserId);

public sealed record TodoWidgetItem(string Id, string TodoId, string TodoSource, string? TodoTitle, DateTimeOffset CreatedAt, Guid? OrganizationId, TodoWidgetCustomer Entity);

public sealed record TodoWidget(IReadOnlyList<TodoWidgetItem> Items);

public sealed record NextWidgetItem(
    string Id, string? DisplayName, string? Kind, Guid? OrganizationId, DateTimeOffset? NextInteractionAt, string? NextInteractionName, string? NextInteractionIcon, string? NextInteractionColor,
    Guid? OwnerUserId);

public sealed record NextWidget(IReadOnlyList<NextWidgetItem> Items, DateTimeOffset Now);

/// <summary>What the dashboard shows of the timeline.</summary>
internal static class TimelineWidgets
{
    private const int MaxLimit = 100;
    private const int DefaultLimit = 5;

    private static readonly QueryParameter[] Parameters =
    [
        new("limit", "At most so many; 5 unless said otherwise, up to 100", IsNumber: true), QueryParameter.Id("organizationId", "One organization instead of all that the caller sees"),
        QueryParameter.Id("tenantId", "The tenant, for super-admins"),
    ];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/dashboard/widgets/customer-todos", Todos).Requires("dashboards.view", "customers.widgets.todos")
            .WithSummary("Show the latest tasks").TakesQuery(Parameters);
        group.MapGet("/dashboard/widgets/next-interactions", NextInteractions).Requires("dashboards.view", "customers.widgets.next-interactions")
            .WithSummary("Show with whom something is planned next").WithDescription("The soonest first.")
            .TakesQuery([.. Parameters, QueryParameter.Flag("includePast", "true for what should have been by now, too")]);
    }

    private static async Task<Outcome<TodoWidget>> Todos(CrudContext context, CancellationToken cancellation)
    {
        var (limit, organization, _, problem) = Read(context.Http, context.Caller);
        if (problem is not null)
        {
            return problem;
        }

        var tasks = await TaskList.Of(context).Where(i => organization == null || i.OrganizationId == organization)
            .OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(limit)
            .Select(i => new { i.Id, i.Source, i.Title, i.CreatedAt, i.OrganizationId, i.EntityId }).ToListAsync(cancellation);
        var ids = tasks.Select(t => t.EntityId).Distinct().ToList();
        var vault = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        var customers = await context.Db.Set<Customer>().AsNoTracking().Where(c => ids.Contains(c.Id))
            .Select(c => new TodoWidgetCustomer(c.Id, c.DisplayName, c.Kind, c.OwnerUserId)).ToDictionaryAsync(c => c.Id!.Value, cancellation);
        return new TodoWidget([.. tasks.Select(t => new TodoWidgetItem(
            t.Id.ToString(), t.Id.ToString(), t.Source is { Length: > 0 } source ? source : TaskList.Source, vault.Read(t.Title), t.CreatedAt, t.OrganizationId,
            customers.TryGetValue(t.EntityId, out var customer) ? customer with { DisplayName = vault.Read(customer.DisplayName) } : new TodoWidgetCustomer(null, null, null, null)))]);
    }

    private static async Task<Outcome<NextWidget>> NextInteractions(CrudContext context, CancellationToken cancellation)
    {
        var (limit, organization, past, problem) = Read(context.Http, context.Caller);
        if (problem is not null)
        {
            return problem;
        }

        var now = context.Clock.Now();
        var customers = await context.Db.Set<Customer>().AsNoTracking()
            .Where(c => c.NextInteractionAt != null && (past || c.NextInteractionAt >= now) && (organization == null || c.OrganizationId == organization))
            .OrderBy(c => c.NextInteractionAt).ThenBy(c => c.Id).Take(limit)
            .Select(c => new NextWidgetItem(
                c.Id.ToString(), c.DisplayName, c.Kind, c.OrganizationId, c.NextInteractionAt, c.NextInteractionName, c.NextInteractionIcon, c.NextInteractionColor, c.OwnerUserId))
            .ToListAsync(cancellation);
        var vault = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        return new NextWidget([.. customers.Select(c => c with { DisplayName = vault.Read(c.DisplayName), NextInteractionName = vault.Read(c.NextInteractionName) })], now);
    }

    /// <summary>The tenant of the query is looked at before anything else is.</summary>
    private static (int Limit, Guid? Organization, bool IncludePast, Problem? Problem) Read(HttpContext http, Caller caller)
    {
        var query = new QueryReader(http.Request.Query);
        var (limit, organization, past) = (query.Number("limit", 1, MaxLimit, DefaultLimit), query.Id("organizationId"), query.Flag("includePast"));
        return (limit, organization, past, query.Problem ?? (organization is not null && !caller.Sees(organization) ? new Problem(ProblemKind.Forbidden, "Forbidden") : null));
    }
}
