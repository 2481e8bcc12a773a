using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Deals;

/// <summary>The people and companies that have a part in a deal.</summary>
internal static class DealParts
{
    public const string PersonIds = "personIds";
    public const string CompanyIds = "companyIds";

    /// <summary>A query parameter that keeps the deals of some customers.</summary>
    public static void AddFilter(Fields<Deal> fields, string name, string kind) => fields.Filter(name, (context, text) =>
    {
        var links = context.Db.Set<DealCustomer>();
        return ValueList.Of(text) is { } words && QueryReader.ParseIds(words) is { Count: > 0 } ids
            ? d => links.Any(l => l.DealId == d.Id && ids.Contains(l.CustomerId) && l.Customer!.Kind == kind)
            : null;
    });

    /// <summary>Gives a deal the people and the companies that were sent and no others; a list that was not sent leaves its kind alone.</summary>
    public static async Task<Problem?> SetAsync(Write<Deal> write, CancellationToken cancellation)
    {
        var people = Sent(write, PersonIds);
        var companies = Sent(write, CompanyIds);
        if (people is null && companies is null)
        {
            return null;
        }

        // Held until the deal is saved, so that nobody deletes them meanwhile; people first, as whoever changes a person's company does it.
        var db = write.Context.Db;
        var wanted = (people ?? []).Concat(companies ?? []).ToList();
        var known = await db.Set<Customer>().Where(c => wanted.Contains(c.Id)).OrderByDescending(c => c.Kind).ThenBy(c => c.Id)
            .Select(c => new { c.Id, c.Kind }).ForUpdate().ToDictionaryAsync(c => c.Id, c => c.Kind, cancellation);
        if (people?.Any(id => known.GetValueOrDefault(id) != Customer.PersonKind) == true)
        {
            return Problem.OfField(PersonIds, "Person not found");
        }

        if (companies?.Any(id => known.GetValueOrDefault(id) != Customer.CompanyKind) == true)
        {
            return Problem.OfField(CompanyIds, "Company not found");
        }

        await ReplaceAsync(write, people is not null, companies is not null, wanted, cancellation);
        return null;
    }

    private static async Task ReplaceAsync(Write<Deal> write, bool people, bool companies, List<Guid> wanted, CancellationToken cancellation)
    {
        var (db, deal) = (write.Context.Db, write.Row);
        var had = write.Kind == WriteKind.Create ? [] : await db.Set<DealCustomer>().IgnoreQueryFilters([PlatformDb.DeletedFilter, PlatformDb.OrganizationFilter])
            .Where(l => l.DealId == deal.Id).Select(l => new { Link = l, l.Customer!.Kind }).ToListAsync(cancellation);
        db.RemoveRange(had.Where(l => (l.Kind == Customer.PersonKind ? people : companies) && !wanted.Contains(l.Link.CustomerId)).Select(l => l.Link));
        db.AddRange(wanted.Except(had.Select(l => l.Link.CustomerId)).Select(id => new DealCustomer
        {
            TenantId = deal.TenantId, DealId = deal.Id, CustomerId = id, CreatedAt = write.Context.Clock.Now(),
        }));
    }

    private static List<Guid>? Sent(Write<Deal> write, string name) => write.Has(name) ? [.. (write.Input<List<Guid>>(name) ?? []).Distinct()] : null;
}
