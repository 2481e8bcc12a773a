using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Kernel.Identity;

/// <summary>A tenant: what data is isolated by.</summary>
[Global("Holds only the id and name of tenants; read by sign-in and by administration.")]
public sealed class Tenant : IRow, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();

    [SortedText]
    public required string Name { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class TenantTable : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> builder)
    {
        builder.ToTable("tenants", "identity");
        builder.Property(t => t.Name).HasMaxLength(200);
    }
}
