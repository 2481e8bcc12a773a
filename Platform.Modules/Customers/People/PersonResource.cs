using System.Text.Json;
using Platform.Customers.Links;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.People;

/// <summary>The people of an organization.</summary>
internal sealed class PersonResource() : CustomerResource<Person>(Customer.PersonKind, "Person", new("customers.people.view", "customers.people.manage"))
{
    private const string Company = "companyEntityId";

    protected override void Describe(Fields<Person> fields)
    {
        fields.ShowSnakeCase();
        fields.Add("id", p => p.Id).ReadOnly();
        fields.Add("displayName", p => p.DisplayName).Max(Limits.Name).Searched().Sorted().Encryptable();
        fields.Add("firstName", p => p.FirstName).Required().Max(Limits.Name).Searched().Sorted().Encryptable();
        fields.Add("lastName", p => p.LastName).Required().Max(Limits.Name).Searched().Sorted().Encryptable();
        fields.Add("preferredName", p => p.PreferredName).Max(Limits.Name).Searched().Encryptable();
        fields.Add("jobTitle", p => p.JobTitle).Max(Limits.Name).Encryptable();
        fields.Add("department", p => p.Department).Max(Limits.Name).Encryptable();
        fields.Add("seniority", p => p.Seniority).Max(Limits.Choice);
        fields.Add("timezone", p => p.Timezone).Max(100);
        fields.Add("linkedInUrl", p => p.LinkedInUrl).Max(Limits.Url).Encryptable().Check<string>(RefuseUrl);
        fields.Add("twitterUrl", p => p.TwitterUrl).Max(Limits.Url).Encryptable().Check<string>(RefuseUrl);
        fields.Add(Company, p => p.CompanyEntityId).Filtered();
        fields.Nest("profile", ["firstName", "lastName", "preferredName", "jobTitle", "department", "seniority", "timezone", "linkedInUrl", "twitterUrl", Company], "id", "updatedAt");
        DescribeCommon(fields);
        fields.Filter("excludeLinkedCompanyId", (context, text) =>
        {
            var links = context.Db.Set<PersonCompany>();
            return Guid.TryParseExact(text, "D", out var company) ? p => !links.Any(l => l.CompanyId == company && l.PersonId == p.Id) : null;
        });
    }

    protected override void WriteCreated(Utf8JsonWriter json, Write<Person> write)
    {
        json.WriteString("id", write.Row.Id);
        json.WriteString("personId", write.Row.Id);
    }

    protected override async Task<Problem?> BeforeAsync(Write<Person> write, CancellationToken cancellation)
    {
        var (person, db) = (write.Row, write.Context.Db);
        if (write.Kind == WriteKind.Delete)
        {
            return await DeleteAsync(write, cancellation);
        }

        if (string.IsNullOrWhiteSpace(person.DisplayName))
        {
            person.DisplayName = Limits.Cut($"{person.FirstName} {person.LastName}", Limits.Name);
        }

        if (write.Has(Company) && write.Changes(nameof(Person.CompanyEntityId)))
        {
            if (person.CompanyEntityId is { } company && await CompanyLinks.HoldCompanyAsync(db, company, cancellation) is null)
            {
                return Problem.OfField(Company, "Company not found");
            }

            var links = await CompanyLinks.OfPersonAsync(db, person.Id, cancellation);
            CompanyLinks.SetPrimary(db, person, links, person.CompanyEntityId, write.Context.Clock.Now());
        }

        return await base.BeforeAsync(write, cancellation);
    }

    private static async Task<Problem?> DeleteAsync(Write<Person> write, CancellationToken cancellation)
    {
        var (person, db, now) = (write.Row, write.Context.Db, write.Context.Clock.Now());
        if (await Dependents.RefuseAsync(db, person, cancellation) is { } refused)
        {
            return refused;
        }

        foreach (var link in await CompanyLinks.OfPersonAsync(db, person.Id, cancellation))
        {
            (link.DeletedAt, link.UpdatedAt) = (now, now);
        }

        return null;
    }
}
