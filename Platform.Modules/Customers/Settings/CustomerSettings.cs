using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Customers.Settings;

/// <summary>How an organization keeps its customers.</summary>
public sealed class CustomerSettings : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid OrganizationId { get; init; }

    /// <summary><c>line_first</c> or <c>street_first</c>.</summary>
    public required string AddressFormat { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class CustomerSettingsTable : IEntityTypeConfiguration<CustomerSettings>
{
    public void Configure(EntityTypeBuilder<CustomerSettings> builder)
    {
        builder.ToTable("settings", "customers");
        builder.Property(s => s.AddressFormat).HasMaxLength(20);
        builder.HasIndex(s => new { s.TenantId, s.OrganizationId }).IsUnique();
    }
}
