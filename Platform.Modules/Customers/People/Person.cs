using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Text;

namespace Platform.Customers.People;

/// <summary>A person with whom the business deals.</summary>
public sealed class Person : Customer
{
    public Person() => Kind = PersonKind;

    [SortedText]
    public string FirstName { get; set; } = "";

    [SortedText]
    public string LastName { get; set; } = "";
    public string? PreferredName { get; set; }
    public string? JobTitle { get; set; }
    public string? Department { get; set; }
    public string? Seniority { get; set; }
    public string? Timezone { get; set; }
    public string? LinkedInUrl { get; set; }
    public string? TwitterUrl { get; set; }

    /// <summary>The company of the primary link; null where the person has none.</summary>
    public Guid? CompanyEntityId { get; set; }
}

internal sealed class PersonTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.Property(p => p.Seniority).HasMaxLength(Limits.Choice);
        builder.Property(p => p.Timezone).HasMaxLength(100);
        builder.HasIndex(p => new { p.TenantId, p.CompanyEntityId }).HasFilter("company_entity_id IS NOT NULL");
    }
}
