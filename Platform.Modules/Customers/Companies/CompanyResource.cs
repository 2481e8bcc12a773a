using System.Text.Json;
using Platform.Customers.Links;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;

namespace Platform.Customers.Companies;

/// <summary>The companies that an organization deals with.</summary>
internal sealed class CompanyResource() : CustomerResource<Company>(Customer.CompanyKind, "Company", new("customers.companies.view", "customers.companies.manage"))
{
    protected override void Describe(Fields<Company> fields)
    {
        fields.ShowSnakeCase();
        fields.Add("id", c => c.Id).ReadOnly();
        fields.Add("displayName", c => c.DisplayName).Required().Max(Limits.Name).Searched().Sorted().Encryptable();
        fields.Add("legalName", c => c.LegalName).Max(Limits.Name).Searched().Encryptable();
        fields.Add("brandName", c => c.BrandName).Max(Limits.Name).Searched().Encryptable();
        fields.Add("domain", c => c.Domain).Max(Limits.Name).Searched();
        fields.Add("websiteUrl", c => c.WebsiteUrl).Max(Limits.Url).Encryptable().Check<string>(RefuseUrl);
        fields.Add("industry", c => c.Industry).Max(Limits.Choice).Filtered().Sorted();
        fields.Add("sizeBucket", c => c.SizeBucket).Max(Limits.Choice).Filtered();
        fields.Add("annualRevenue", c => c.AnnualRevenue).OrText().Sorted()
            .Check<decimal>(value => value is >= 0 and < 1_000_000_000_000_000m ? null : "must be from 0 to below 10^15");
        fields.Nest("profile", ["legalName", "brandName", "domain", "websiteUrl", "industry", "sizeBucket", "annualRevenue"], "id", "updatedAt");
        DescribeCommon(fields);
        fields.Filter("excludeLinkedPersonId", (context, text) =>
        {
            var links = context.Db.Set<PersonCompany>();
            return Guid.TryParseExact(text, "D", out var person) ? c => !links.Any(l => l.PersonId == person && l.CompanyId == c.Id) : null;
        });

        // Companies are not linked to each other: it leaves out the one that the list is shown for.
        fields.Filter("excludeLinkedCompanyId", (_, text) => Guid.TryParseExact(text, "D", out var company) ? c => c.Id != company : null);
    }

    protected override void WriteCreated(Utf8JsonWriter json, Write<Company> write)
    {
        json.WriteString("id", write.Row.Id);
        json.WriteString("companyId", write.Row.Id);
    }

    protected override Task<Problem?> BeforeAsync(Write<Company> write, CancellationToken cancellation) => write.Kind == WriteKind.Delete
        ? Dependents.RefuseAsync(write.Context.Db, write.Row, cancellation)
        : base.BeforeAsync(write, cancellation);
}
