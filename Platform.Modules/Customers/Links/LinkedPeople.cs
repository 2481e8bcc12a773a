using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Customers.Companies;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;
using Platform.Kernel.Security;

namespace Platform.Customers.Links;

/// <summary>A person of a company.</summary>
public sealed record LinkedPerson(
    Guid Id, string DisplayName, string? PrimaryEmail, string? PrimaryPhone, string? Status, string? LifecycleStage, string? JobTitle, string? Department,
    DateTimeOffset CreatedAt, Guid? OrganizationId, string? Temperature, string? Source, DateTimeOffset LinkedAt);

/// <summary>The people of a company.</summary>
internal static class LinkedPeople
{
    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGroup("/companies/{id}/people").ExpectsIds("id").MapGet("", List).Requires("customers.companies.view").WithSummary("List the people of a company")
            .TakesQuery(("page", "Page, from 1"), ("pageSize", "People a page, up to 100; 20 unless given"), ("search", NameSearch.Meaning)).TakesQuery(NameSearch.Sorts);

    private static async Task<Outcome<Paged<LinkedPerson>>> List(PathId id, CrudContext context, CancellationToken cancellation)
    {
        var db = context.Db;
        var (query, problem) = await NameSearch.OfAsync(context, Customer.PersonKind, cancellation);
        if (query is null)
        {
            return problem!;
        }

        if (!await db.Set<Company>().AnyAsync(c => c.Id == id.Value, cancellation))
        {
            return Problem.NotFound("Company");
        }

        var secrets = await context.Secrets.OfTenantAsync(db, cancellation);
        var links = db.Set<PersonCompany>().AsNoTracking().Where(l => l.CompanyId == id.Value && l.Person!.DeletedAt == null);
        if (query.Matching(db, secrets, "customers:person") is { } people)
        {
            links = links.Where(l => people.Contains(l.PersonId));
        }

        links = query.Sort switch
        {
            NameSearch.Descending => links.OrderByDescending(l => l.Person!.DisplayName).ThenBy(l => l.Id),
            NameSearch.Recent => links.OrderByDescending(l => l.CreatedAt).ThenBy(l => l.Id),
            _ => links.OrderBy(l => l.Person!.DisplayName).ThenBy(l => l.Id),
        };
        var page = await Shown(links).ToPageAsync(query.Page, query.PageSize, cancellation);
        context.Accesses.Record(context.Caller, "customers.person", [.. page.Items.Select(p => p.Id)], AccessLog.ReadList, AccessFields.Of<LinkedPerson>());
        return page with { Items = [.. page.Items.Select(p => Open(p, secrets))] };
    }

    public static IQueryable<LinkedPerson> Shown(IQueryable<PersonCompany> links) => links.Select(l => new LinkedPerson(
        l.PersonId, l.Person!.DisplayName, l.Person.PrimaryEmail, l.Person.PrimaryPhone, l.Person.Status, l.Person.LifecycleStage, l.Person.JobTitle, l.Person.Department,
        l.Person.CreatedAt, l.Person.OrganizationId, l.Person.Temperature, l.Person.Source, l.CreatedAt));

    public static LinkedPerson Open(LinkedPerson person, TenantSecrets secrets) => person with
    {
        DisplayName = secrets.Read(person.DisplayName), PrimaryEmail = secrets.Read(person.PrimaryEmail), PrimaryPhone = secrets.Read(person.PrimaryPhone),
        JobTitle = secrets.Read(person.JobTitle), Department = secrets.Read(person.Department),
    };
}
