using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Customers.Addresses;
using Platform.Customers.Companies;
using Platform.Customers.Deals;
using Platform.Customers.Details;
using Platform.Customers.Interactions;
using Platform.Customers.People;
using Platform.Customers.Roles;
using Platform.Customers.Tags;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Links;

/// <summary>What a colleague is for the company.</summary>
public sealed record CompanyRole(Guid Id, string RoleValue);

/// <summary>The newest deal of a company that is not closed.</summary>
/// <param name="ValueAmount">As text, so that nobody's arithmetic rounds it.</param>
public sealed record ActiveDeal(Guid Id, string Title, string? Status, string? PipelineStage, string? ValueAmount, string? ValueCurrency);

/// <summary>A company of a person with all that a card about it shows.</summary>
/// <param name="Subtitle">What tells it from others of the name: its brand, industry or domain.</param>
/// <param name="Billing">Null: nothing is billed here.</param>
/// <param name="LastContactAt">When something was done with it last.</param>
/// <param name="Clv">What its won deals are worth together; null while there are none, and where their currencies differ.</param>
public sealed record EnrichedCompany(
    Guid LinkId, Guid CompanyId, string DisplayName, bool IsPrimary, string? Subtitle, CompanyProfile Profile, string? Billing, AddressView? PrimaryAddress,
    IReadOnlyList<TagView> Tags, IReadOnlyList<CompanyRole> Roles, ActiveDeal? ActiveDeal, DateTimeOffset? LastContactAt, string? Clv,
    string? Status, string? LifecycleStage, string? Temperature, string? RenewalQuarter);

/// <summary>The companies of a person, with what is known about each; however many they are, in the same number of statements.</summary>
internal static class EnrichedCompanies
{
    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGroup("/people/{id}/companies/enriched").ExpectsIds("id").MapGet("", List).Requires("customers.people.view").OnOneConnection().WithSummary("List the companies of a person with what is known about them")
            .WithDescription("Deals, addresses, roles and the last contact are left out where the caller may not see those otherwise.")
            .TakesQuery(("page", "Page, from 1"), ("pageSize", "Companies a page, up to 100; 20 unless given"), ("search", NameSearch.Meaning)).TakesQuery(NameSearch.Sorts);

    private static async Task<Outcome<Paged<EnrichedCompany>>> List(PathId id, CrudContext context, CancellationToken cancellation)
    {
        var db = context.Db;
        var (query, problem) = await NameSearch.OfAsync(context, Customer.CompanyKind, cancellation);
        if (query is null)
        {
            return problem!;
        }

        if (!await db.Set<Person>().AnyAsync(p => p.Id == id.Value, cancellation))
        {
            return Problem.NotFound("Person");
        }

        var secrets = await context.Secrets.OfTenantAsync(db, cancellation);
        var links = db.Set<PersonCompany>().AsNoTracking().Where(l => l.PersonId == id.Value && l.Company!.DeletedAt == null);
        if (query.Matching(db, secrets, "customers:company") is { } matching)
        {
            links = links.Where(l => matching.Contains(l.CompanyId));
        }

        links = query.Sort switch
        {
            NameSearch.Descending => links.OrderByDescending(l => l.Company!.DisplayName).ThenBy(l => l.Id),
            NameSearch.Recent => links.OrderByDescending(l => l.CreatedAt).ThenBy(l => l.Id),
            _ => links.OrderBy(l => l.Company!.DisplayName).ThenBy(l => l.Id),
        };
        var page = await links.Include(l => l.Company).ToPageAsync(query.Page, query.PageSize, cancellation);
        var companies = page.Items.Select(l => l.Company!).ToList();
        context.Accesses.Record(context.Caller, "customers.company", [.. companies.Select(c => c.Id)], AccessLog.ReadList, AccessFields.Of<EnrichedCompany>());
        var (ids, caller) = (companies.ConvertAll(c => c.Id), context.Caller);
        var (seesNotes, seesRoles) = (caller.Has(Related.Notes), caller.Has("customers.roles.view"));
        var tags = await CustomerTags.ByCustomerAsync(db, ids, cancellation);
        var roles = (await db.Set<CustomerRole>().AsNoTracking().Where(r => seesRoles && ids.Contains(r.CustomerId)).OrderBy(r => r.RoleType).ToListAsync(cancellation)).ToLookup(r => r.CustomerId);
        var addresses = (await db.Set<Address>().AsNoTracking().Where(a => seesNotes && ids.Contains(a.EntityId) && a.IsPrimary).ToListAsync(cancellation)).ToLookup(a => a.EntityId);
        var figures = await FiguresAsync(db, caller, ids, cancellation);
        return new Paged<EnrichedCompany>(
        [
            .. page.Items.Select(link =>
            {
                var (company, known) = (link.Company!, figures[link.CompanyId]);
                var profile = CompanyProfile.Of(company, secrets);
                return new EnrichedCompany(
                    link.Id, company.Id, secrets.Read(company.DisplayName), link.IsPrimary, profile.BrandName ?? profile.Industry ?? profile.Domain, profile, null,
                    addresses[company.Id].Select(a => AddressView.Of(a, secrets)).FirstOrDefault(), [.. tags[company.Id]], [.. roles[company.Id].Select(r => new CompanyRole(r.Id, r.RoleType))],
                    known.Deal is { } deal ? new ActiveDeal(deal.Id, secrets.Read(deal.Title), deal.Status, deal.PipelineStage, FieldType.AmountText(deal.ValueAmount), deal.ValueCurrency) : null,
                    known.LastContactAt, known.Currencies == 1 ? FieldType.AmountText(known.Won) : null, company.Status, company.LifecycleStage, company.Temperature, company.RenewalQuarter);
            }),
        ], page.Total, page.Page, page.PageSize);
    }

    private sealed record Figures(Guid Id, Deal? Deal, DateTimeOffset? LastContactAt, decimal? Won, int Currencies);

    private static Task<Dictionary<Guid, Figures>> FiguresAsync(PlatformDb db, Caller caller, List<Guid> ids, CancellationToken cancellation)
    {
        var (seesTimeline, seesDeals) = (caller.Has(Related.TimelineView), caller.Has(Related.DealsView));
        var timeline = db.Set<Interaction>().Where(Interaction.SeenBy(caller.UserId)).Where(i => seesTimeline && i.Status == Interaction.Done);
        var parts = db.Set<DealCustomer>().Where(l => seesDeals);
        var won = parts.Where(l => l.Deal!.ClosureOutcome == DealClosure.Won && l.Deal.ValueAmount != null);
        return db.Set<Company>().AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new Figures(
            c.Id,
            parts.Where(l => l.CustomerId == c.Id && l.Deal!.ClosureOutcome == null).Select(l => l.Deal!)
                .OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id).FirstOrDefault(),
            timeline.Where(i => i.EntityId == c.Id).Max(i => i.OccurredAt),
            won.Where(l => l.CustomerId == c.Id).Sum(l => l.Deal!.ValueAmount),
            won.Where(l => l.CustomerId == c.Id).Select(l => l.Deal!.ValueCurrency).Distinct().Count()))
            .ToDictionaryAsync(f => f.Id, cancellation);
    }
}
