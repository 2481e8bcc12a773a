using Platform.Customers.Companies;
using Platform.Customers.People;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Security;

namespace Platform.Customers.Details;

/// <summary>What a person and a company have in common.</summary>
public sealed record CustomerView(
    Guid Id, string DisplayName, string? Description, Guid? OwnerUserId, string? PrimaryEmail, string? PrimaryPhone, string? Status, string? LifecycleStage, string? Source,
    string? Temperature, string? RenewalQuarter, bool IsActive, DateTimeOffset? NextInteractionAt, string? NextInteractionName, string? NextInteractionRefId,
    string? NextInteractionIcon, string? NextInteractionColor, Guid? OrganizationId, Guid TenantId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static CustomerView Of(Customer c, TenantSecrets secrets) => new(
        c.Id, secrets.Read(c.DisplayName), secrets.Read(c.Description), c.OwnerUserId, secrets.Read(c.PrimaryEmail), secrets.Read(c.PrimaryPhone), c.Status, c.LifecycleStage, c.Source,
        c.Temperature, c.RenewalQuarter, c.IsActive, c.NextInteractionAt, secrets.Read(c.NextInteractionName), c.NextInteractionRefId,
        c.NextInteractionIcon, c.NextInteractionColor, c.OrganizationId, c.TenantId, c.CreatedAt, c.UpdatedAt);
}

/// <summary>What only people have.</summary>
public sealed record PersonProfile(
    Guid Id, string FirstName, string LastName, string? PreferredName, string? JobTitle, string? Department, string? Seniority, string? Timezone,
    string? LinkedInUrl, string? TwitterUrl, Guid? CompanyEntityId, DateTimeOffset UpdatedAt)
{
    internal static PersonProfile Of(Person p, TenantSecrets secrets) => new(
        p.Id, secrets.Read(p.FirstName), secrets.Read(p.LastName), secrets.Read(p.PreferredName), secrets.Read(p.JobTitle), secrets.Read(p.Department), p.Seniority, p.Timezone,
        secrets.Read(p.LinkedInUrl), secrets.Read(p.TwitterUrl), p.CompanyEntityId, p.UpdatedAt);
}

/// <summary>What only companies have.</summary>
/// <param name="AnnualRevenue">As text, so that nobody's arithmetic rounds it.</param>
public sealed record CompanyProfile(
    Guid Id, string? LegalName, string? BrandName, string? Domain, string? WebsiteUrl, string? Industry, string? SizeBucket, string? AnnualRevenue, DateTimeOffset UpdatedAt)
{
    internal static CompanyProfile Of(Company c, TenantSecrets secrets) => new(
        c.Id, secrets.Read(c.LegalName), secrets.Read(c.BrandName), c.Domain, secrets.Read(c.WebsiteUrl), c.Industry, c.SizeBucket, FieldType.AmountText(c.AnnualRevenue), c.UpdatedAt);
}

/// <summary>Who is looking; all null for an API key.</summary>
public sealed record Viewer(Guid? UserId, string? Name, string? Email)
{
    internal static Viewer Of(Caller caller) => new(caller.UserId, caller.Name, caller.Email);
}
