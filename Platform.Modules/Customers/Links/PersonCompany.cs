using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Customers.Companies;
using Platform.Customers.People;
using Platform.Kernel.Data;

namespace Platform.Customers.Links;

/// <summary>A person works for a company, or otherwise belongs to it; one of a person's links is the primary one.</summary>
public sealed class PersonCompany : IOrganizationOwned, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid PersonId { get; init; }
    public Guid CompanyId { get; init; }
    public bool IsPrimary { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    public Person? Person { get; init; }
    public Company? Company { get; init; }
}

internal sealed class PersonCompanyTable : IEntityTypeConfiguration<PersonCompany>
{
    public const string Unique = "ux_person_companies_pair";

    public void Configure(EntityTypeBuilder<PersonCompany> builder)
    {
        builder.ToTable("person_companies", "customers");
        builder.HasOne(l => l.Person).WithMany().HasForeignKey(l => l.PersonId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(l => l.Company).WithMany().HasForeignKey(l => l.CompanyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(l => new { l.PersonId, l.CompanyId }).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(Unique);
        builder.HasIndex(l => new { l.TenantId, l.CompanyId });
    }
}
