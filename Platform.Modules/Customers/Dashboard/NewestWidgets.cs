using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Customers.Deals;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;

namespace Platform.Customers.Dashboard;

/// <summary>A customer on the dashboard.</summary>
public sealed record NewCustomer(Guid Id, string DisplayName, string Kind, Guid? OrganizationId, DateTimeOffset CreatedAt, Guid? OwnerUserId);

/// <summary>A deal on the dashboard.</summary>
public sealed record NewDeal(
    Guid Id, string Title, string? Status, Guid? OrganizationId, DateTimeOffset CreatedAt, Guid? OwnerUserId, string? ValueAmount, string? ValueCurrency);

/// <summary>What a widget shows.</summary>
public sealed record WidgetItems<T>(IReadOnlyList<T> Items);

/// <summary>What has come last, for the dashboard.</summary>
internal static class NewestWidgets
{
    private const int DefaultLimit = 5;
    private const int MaxLimit = 20;
    private static readonly Problem Foreign = new(ProblemKind.Forbidden, "Forbidden");

    private static readonly QueryParameter[] Parameters =
        [new("limit", "5 unless given, up to 20", IsNumber: true), QueryParameter.Id("organizationId", "One organization instead of all that the caller sees")];

    public static void Map(RouteGroupBuilder customers)
    {
        customers.MapGet("/dashboard/widgets/new-customers", CustomersAsync).Requires("dashboards.view", "customers.widgets.new-customers")
            .WithSummary("Show the newest customers").TakesQuery(Parameters).TakesQuery(QueryParameter.OneOf("kind", "Only people, or only companies", Customer.PersonKind, Customer.CompanyKind));
        customers.MapGet("/dashboard/widgets/new-deals", DealsAsync).Requires("dashboards.view", "customers.widgets.new-deals")
            .WithSummary("Show the newest deals").TakesQuery(Parameters);
    }

    private static async Task<Outcome<WidgetItems<NewCustomer>>> CustomersAsync(HttpRequest request, CrudContext context, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var kind = query.Text("kind");
        if (Read(query, context.Caller, out var limit, out var organization) is { } wrong)
        {
            return wrong;
        }

        // One index holds the kinds apart: asking for each is quicker than for both at once.
        var customers = context.Db.Set<Customer>().AsNoTracking().Where(c => organization == null || c.OrganizationId == organization);
        var found = new List<Customer>();
        foreach (var one in new[] { Customer.PersonKind, Customer.CompanyKind }.Where(k => kind is null || k == kind))
        {
            found.AddRange(await customers.Where(c => c.Kind == one).OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(limit).ToListAsync(cancellation));
        }

        var secrets = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        return Show(context, found.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(limit)
            .Select(c => new NewCustomer(c.Id, secrets.Read(c.DisplayName), c.Kind, c.OrganizationId, c.CreatedAt, c.OwnerUserId)), c => ($"customers.{c.Kind}", c.Id));
    }

    private static async Task<Outcome<WidgetItems<NewDeal>>> DealsAsync(HttpRequest request, CrudContext context, CancellationToken cancellation)
    {
        if (Read(new QueryReader(request.Query), context.Caller, out var limit, out var organization) is { } wrong)
        {
            return wrong;
        }

        var found = await context.Db.Set<Deal>().AsNoTracking().Where(d => organization == null || d.OrganizationId == organization)
            .OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id).Take(limit).ToListAsync(cancellation);
        var secrets = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        return Show(context, found.Select(d => new NewDeal(
            d.Id, secrets.Read(d.Title), d.Status, d.OrganizationId, d.CreatedAt, d.OwnerUserId,
            FieldType.AmountText(d.ValueAmount), d.ValueCurrency)), d => (DealResource.KindName, d.Id));
    }

    private static Problem? Read(QueryReader query, Caller caller, out int limit, out Guid? organization)
    {
        limit = query.Number("limit", 1, MaxLimit, DefaultLimit);
        organization = query.Id("organizationId");
        return query.Problem ?? (organization is not null && !caller.Sees(organization) ? Foreign : null);
    }

    private static WidgetItems<T> Show<T>(CrudContext context, IEnumerable<T> items, Func<T, (string Kind, Guid Id)> what)
    {
        List<T> shown = [.. items];
        foreach (var kind in shown.Select(what).GroupBy(w => w.Kind))
        {
            context.Accesses.Record(context.Caller, kind.Key, [.. kind.Select(w => w.Id)], AccessLog.ReadList, AccessFields.Of<T>());
        }

        return new WidgetItems<T>(shown);
    }
}
