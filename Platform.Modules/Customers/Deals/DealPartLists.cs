using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.Customers.Deals;

/// <summary>Lists of a deal's people and of its companies. There are few, and their names may be ciphertext: they are searched and sorted here.</summary>
internal static class DealPartLists
{
    private const int DefaultPageSize = 20;
    private static readonly string[] Sorts = ["label-asc", "label-desc", "name-asc", "name-desc", "recent"];

    public static void Map(RouteGroupBuilder deal)
    {
        Add("people", Customer.PersonKind, "List the people of a deal");
        Add("companies", Customer.CompanyKind, "List the companies of a deal");

        void Add(string path, string kind, string summary)
        {
            Delegate list = (PathId id, HttpRequest request, CrudContext context, CancellationToken cancellation) => ListAsync(id, kind, request, context, cancellation);
            deal.MapGet($"/{path}", list).WithSummary(summary)
                .WithDescription("In the order of names unless `sort` says otherwise.")
                .TakesQuery(("search", "A part of name or subtitle"), ("page", "Page, from 1"), ("pageSize", "Parts a page, up to 100; 20 unless given"))
                .TakesQuery(QueryParameter.OneOf("sort", "`label-asc` unless given", Sorts));
        }
    }

    private static async Task<Outcome<Paged<DealPart>>> ListAsync(Guid id, string kind, HttpRequest request, CrudContext context, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var (page, size) = (query.Number("page", 1, 1_000_000, 1), query.Number("pageSize", 1, ListRequest.MaxPageSize, DefaultPageSize));
        var (search, sort) = (query.Text("search")?.Trim(), query.Text("sort") ?? Sorts[0]);
        if (!Sorts.Contains(sort))
        {
            query.Refuse("sort", $"must be one of {string.Join(", ", Sorts)}");
        }

        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        if (!await context.Db.Set<Deal>().AnyAsync(d => d.Id == id, cancellation))
        {
            return Problem.NotFound("Deal");
        }

        var parts = await DealPartViews.OfAsync(context.Db, await context.Secrets.OfTenantAsync(context.Db, cancellation), id, kind, cancellation);
        var found = Sort(parts.Where(p => Has(p.Label, search) || Has(p.Subtitle, search)), sort).ToList();
        var items = found.Skip((page - 1) * size).Take(size).ToList();
        context.Accesses.Record(context.Caller, $"customers.{kind}", [.. items.Select(i => i.Id)], AccessLog.ReadList, AccessFields.Of<DealPart>());
        return new Paged<DealPart>(items, found.Count, page, size);
    }

    private static bool Has(string? text, string? search) => string.IsNullOrEmpty(search) || FoldedText.Contains(text, search);

    private static IOrderedEnumerable<DealPart> Sort(IEnumerable<DealPart> parts, string sort) => sort switch
    {
        "recent" => parts.OrderByDescending(p => p.LinkedAt).ThenBy(p => p.Label, SortOrder.People).ThenBy(p => p.Id),
        "label-desc" or "name-desc" => parts.OrderByDescending(p => p.Label, SortOrder.People).ThenByDescending(p => p.Id),
        _ => parts.OrderBy(p => p.Label, SortOrder.People).ThenBy(p => p.Id),
    };
}
