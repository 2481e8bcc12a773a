using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Text;

namespace Platform.Customers.Companies;

/// <summary>A company with which the business deals.</summary>
public sealed class Company : Customer
{
    public Company() => Kind = CompanyKind;

    public string? LegalName { get; set; }
    public string? BrandName { get; set; }
    public string? Domain { get; set; }
    public string? WebsiteUrl { get; set; }

    [SortedText]
    public string? Industry { get; set; }
    public string? SizeBucket { get; set; }
    public decimal? AnnualRevenue { get; set; }
}

internal sealed class CompanyTable : IEntityTypeConfiguration<Company>
{
    public void Configure(EntityTypeBuilder<Company> builder)
    {
        builder.Property(c => c.Domain).HasMaxLength(Limits.Name);
        builder.Property(c => c.Industry).HasMaxLength(Limits.Choice);
        builder.Property(c => c.SizeBucket).HasMaxLength(Limits.Choice);
    }
}
