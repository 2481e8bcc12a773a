using Microsoft.EntityFrameworkCore;
using Platform.Customers.Companies;
using Platform.Customers.People;
using Platform.Kernel.Data;

namespace Platform.Customers.Links;

/// <summary>Which companies a person belongs to. Whoever changes links holds the person's row, so that they take turns.</summary>
internal static class CompanyLinks
{
    /// <summary>A company that a person may be linked to, held until the transaction ends so that nobody deletes it meanwhile.</summary>
    public static Task<Company?> HoldCompanyAsync(PlatformDb db, Guid id, CancellationToken cancellation) =>
        db.Set<Company>().Where(c => c.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation);

    public static Task<List<PersonCompany>> OfPersonAsync(PlatformDb db, Guid person, CancellationToken cancellation) =>
        db.Set<PersonCompany>().Where(l => l.PersonId == person).OrderBy(l => l.CreatedAt).ThenBy(l => l.Id).ToListAsync(cancellation);

    /// <summary>Makes one company the person's primary one, linking it where it is not; null leaves the person without a primary.</summary>
    public static PersonCompany? SetPrimary(PlatformDb db, Person person, List<PersonCompany> links, Guid? company, DateTimeOffset now)
    {
        foreach (var other in links.Where(l => l.IsPrimary && l.CompanyId != company))
        {
            (other.IsPrimary, other.UpdatedAt) = (false, now);
        }

        if (person.CompanyEntityId != company)
        {
            (person.CompanyEntityId, person.UpdatedAt) = (company, now);
        }

        if (company is null)
        {
            return null;
        }

        var link = links.Find(l => l.CompanyId == company);
        if (link is null)
        {
            link = Add(db, person, company.Value, now);
            links.Add(link);
        }

        (link.IsPrimary, link.UpdatedAt) = (true, now);
        return link;
    }

    public static PersonCompany Add(PlatformDb db, Person person, Guid company, DateTimeOffset now)
    {
        var link = new PersonCompany
        {
            TenantId = db.Scope.TenantId, OrganizationId = person.OrganizationId, PersonId = person.Id, CompanyId = company, CreatedAt = now, UpdatedAt = now,
        };
        db.Add(link);
        return link;
    }
}
