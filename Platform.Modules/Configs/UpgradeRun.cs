using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Configs;

/// <summary>Says that an organization has run an upgrade action.</summary>
[NotRecorded("says that an upgrade has run; what it did is recorded")]
public sealed class UpgradeRun : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string ActionId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class UpgradeRunTable : IEntityTypeConfiguration<UpgradeRun>
{
    public void Configure(EntityTypeBuilder<UpgradeRun> builder)
    {
        builder.ToTable("upgrade_runs", "configs");
        builder.Property(r => r.ActionId).HasMaxLength(100);
        builder.HasIndex(r => new { r.TenantId, r.OrganizationId, r.ActionId }).IsUnique();
    }
}
