using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Customers.Companies;
using Platform.Customers.People;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Security;

namespace Platform.Customers.Links;

/// <summary>A company of a person.</summary>
public sealed record LinkView(Guid Id, Guid CompanyId, string DisplayName, bool IsPrimary, DateTimeOffset UpdatedAt)
{
    internal static LinkView Of(PersonCompany link, Company company, TenantSecrets secrets) => new(link.Id, company.Id, secrets.Read(company.DisplayName), link.IsPrimary, link.UpdatedAt);
}

public sealed record LinkItems(IReadOnlyList<LinkView> Items);

/// <summary>A link as it is after the request.</summary>
public sealed record LinkAnswer(bool Ok, LinkView Result);

/// <summary>A company to link.</summary>
/// <param name="IsPrimary">Unless given, the first company of a person is the primary one.</param>
[ValidatableType]
public sealed record NewLink([property: Needed] Guid? CompanyId, bool? IsPrimary);

/// <summary>Makes a company the primary one, or takes that from it.</summary>
public sealed record LinkChange(bool? IsPrimary);

/// <summary>The companies that a person belongs to. Each change holds the person, so that one of them is primary whoever else asks.</summary>
internal static class LinkEndpoints
{
    private const string See = "customers.people.view";
    private const string Manage = "customers.people.manage";
    private const string Kind = "customers.person_company_link";
    private static readonly Problem PersonNotFound = Problem.NotFound("Person");
    private static readonly Problem NotFound = Problem.NotFound("Link");

    public static void Map(RouteGroupBuilder customers)
    {
        var group = customers.MapGroup("/people/{id}/companies").ExpectsIds("id", "linkId");
        group.MapGet("", List).Requires(See).WithSummary("List the companies of a person");
        group.MapPost("", Link).Requires(Manage).WithSummary("Link a company to a person").WithDescription("A company that is linked already stays so; `isPrimary` is applied to it.");
        group.MapPatch("/{linkId}", Change).Requires(Manage).WithSummary("Change the link of a company to a person");
        group.MapDelete("/{linkId}", Unlink).Requires(Manage).WithSummary("Unlink a company from a person")
            .WithDescription("When it was the primary one, the oldest link that is left becomes primary.");
    }

    private static async Task<Outcome<LinkItems>> List(PathId id, CrudContext context, CancellationToken cancellation)
    {
        var db = context.Db;
        if (!await db.Set<Person>().AnyAsync(p => p.Id == id.Value, cancellation))
        {
            return PersonNotFound;
        }

        var secrets = await context.Secrets.OfTenantAsync(db, cancellation);
        var links = await OfAsync(db, id, cancellation);
        context.Accesses.Record(context.Caller, "customers.company", [.. links.Select(l => l.CompanyId)], AccessLog.ReadList, AccessFields.Of<LinkView>());
        return new LinkItems([.. links.Select(l => LinkView.Of(l, l.Company!, secrets))]);
    }

    /// <summary>Links with the companies that the caller sees, the primary one first.</summary>
    public static Task<List<PersonCompany>> OfAsync(PlatformDb db, Guid person, CancellationToken cancellation) =>
        db.Set<PersonCompany>().AsNoTracking().Include(l => l.Company).Where(l => l.PersonId == person && l.Company!.DeletedAt == null)
            .OrderByDescending(l => l.IsPrimary).ThenBy(l => l.CreatedAt).ThenBy(l => l.Id).ToListAsync(cancellation);

    private static async Task<Outcome<LinkAnswer>> Link(PathId id, NewLink input, CrudContext context, CancellationToken cancellation)
    {
        var (db, now) = (context.Db, context.Clock.Now());
        await using var change = await context.Changes.BeginAsync("customers.person_company_links.save", cancellation);
        if (await HoldPersonAsync(db, id, cancellation) is not { } person)
        {
            return PersonNotFound;
        }

        if (await CompanyLinks.HoldCompanyAsync(db, input.CompanyId!.Value, cancellation) is not { } company)
        {
            return Problem.NotFound("Company");
        }

        var links = await CompanyLinks.OfPersonAsync(db, id, cancellation);
        var link = links.Find(l => l.CompanyId == company.Id);
        var (isNew, isFirst) = (link is null, !links.Exists(l => l.IsPrimary));
        if (link is null)
        {
            link = CompanyLinks.Add(db, person, company.Id, now);
            links.Add(link);
        }

        Mark(db, person, links, link, input.IsPrimary ?? (isNew && isFirst ? true : null), now);
        return await SaveAsync(change, context, person, company, link, isNew ? ("create", "Link company to person") : ("update", "Change company of person"), cancellation);
    }

    private static async Task<Outcome<LinkAnswer>> Change(PathId id, PathId linkId, LinkChange input, CrudContext context, CancellationToken cancellation)
    {
        var db = context.Db;
        await using var change = await context.Changes.BeginAsync("customers.person_company_links.update", cancellation);
        if (await HoldPersonAsync(db, id, cancellation) is not { } person)
        {
            return PersonNotFound;
        }

        var links = await CompanyLinks.OfPersonAsync(db, id, cancellation);
        if (links.Find(l => l.Id == linkId.Value) is not { } link || await CompanyLinks.HoldCompanyAsync(db, link.CompanyId, cancellation) is not { } company)
        {
            return NotFound;
        }

        Mark(db, person, links, link, input.IsPrimary, context.Clock.Now());
        return await SaveAsync(change, context, person, company, link, ("update", "Change company of person"), cancellation);
    }

    private static async Task<Outcome<OkAnswer>> Unlink(PathId id, PathId linkId, CrudContext context, CancellationToken cancellation)
    {
        var (db, now) = (context.Db, context.Clock.Now());
        await using var change = await context.Changes.BeginAsync("customers.person_company_links.delete", cancellation);
        if (await HoldPersonAsync(db, id, cancellation) is not { } person)
        {
            return PersonNotFound;
        }

        var links = await CompanyLinks.OfPersonAsync(db, id, cancellation);
        if (links.Find(l => l.Id == linkId.Value) is not { } link)
        {
            return NotFound;
        }

        links.Remove(link);
        if (link.IsPrimary)
        {
            CompanyLinks.SetPrimary(db, person, links, links.FirstOrDefault()?.CompanyId, now);
        }

        (link.IsPrimary, link.DeletedAt, link.UpdatedAt) = (false, now, now);
        return await change.Describe("Unlink company from person", Kind, link.Id).Under(person).Raise(Happened("deleted", link)).CommitAsync(OkAnswer.Value, cancellation);
    }

    private static Task<Person?> HoldPersonAsync(PlatformDb db, Guid id, CancellationToken cancellation) =>
        db.Set<Person>().Where(p => p.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation);

    private static void Mark(PlatformDb db, Person person, List<PersonCompany> links, PersonCompany link, bool? isPrimary, DateTimeOffset now)
    {
        if (isPrimary is { } wanted && wanted != link.IsPrimary)
        {
            CompanyLinks.SetPrimary(db, person, links, wanted ? link.CompanyId : null, now);
        }
    }

    private static async Task<Outcome<LinkAnswer>> SaveAsync(
        Change change, CrudContext context, Person person, Company company, PersonCompany link, (string Verb, string Label) action, CancellationToken cancellation)
    {
        var secrets = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        var answer = new LinkAnswer(true, LinkView.Of(link, company, secrets));
        return context.Db.ChangeTracker.HasChanges()
            ? await change.Describe(action.Label, Kind, link.Id).Under(person).Raise(Happened($"{action.Verb}d", link)).CommitAsync(answer, cancellation)
            : answer;
    }

    private static DomainEvent Happened(string what, PersonCompany link) =>
        new($"{Kind}.{what}", link.OrganizationId, new { id = link.Id, personId = link.PersonId, companyId = link.CompanyId, isPrimary = link.IsPrimary });
}
