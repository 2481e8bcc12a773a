using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Customers.Addresses;

/// <summary>An address of a customer; one of a customer's addresses may be the primary one.</summary>
public sealed class Address : IOrganizationOwned, IRow
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid EntityId { get; set; }

    [SortedText]
    public string? Name { get; set; }

    [SortedText]
    public string? Purpose { get; set; }
    public string? CompanyName { get; set; }
    public string AddressLine1 { get; set; } = "";
    public string? AddressLine2 { get; set; }
    public string? BuildingNumber { get; set; }
    public string? FlatNumber { get; set; }

    [SortedText]
    public string? City { get; set; }
    public string? Region { get; set; }
    public string? PostalCode { get; set; }

    [SortedText]
    public string? Country { get; set; }

    /// <summary>Degrees, north positive.</summary>
    public decimal? Latitude { get; set; }

    /// <summary>Degrees, east positive.</summary>
    public decimal? Longitude { get; set; }
    public bool IsPrimary { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    public Customer? Customer { get; init; }
}

internal sealed class AddressTable : IEntityTypeConfiguration<Address>
{
    public void Configure(EntityTypeBuilder<Address> builder)
    {
        builder.ToTable("addresses", "customers");
        builder.Property(a => a.Purpose).HasMaxLength(Limits.Choice);
        builder.HasOne(a => a.Customer).WithMany().HasForeignKey(a => a.EntityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(a => new { a.TenantId, a.EntityId, a.Id });
    }
}
