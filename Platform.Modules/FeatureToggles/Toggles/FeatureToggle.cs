using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.FeatureToggles.Toggles;

/// <summary>A switch or setting of the whole platform, with the value that tenants get who have no own.</summary>
[Global("A default for all tenants; only super-admins write it, and it holds nobody's data.")]
public sealed class FeatureToggle : IRow, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();

    [SortedText]
    public required string Identifier { get; set; }

    [SortedText]
    public required string Name { get; set; }
    public string? Description { get; set; }

    [SortedText]
    public string? Category { get; set; }

    [SortedText]
    public required string Type { get; set; }

    /// <summary>JSON of the toggle's type; null for none.</summary>
    public string? DefaultValue { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class FeatureToggleTable : IEntityTypeConfiguration<FeatureToggle>
{
    public const string UniqueIdentifier = "ux_feature_toggles_identifier";

    public void Configure(EntityTypeBuilder<FeatureToggle> builder)
    {
        builder.ToTable("toggles", "feature_toggles");
        builder.Property(t => t.Identifier).HasMaxLength(100);
        builder.Property(t => t.Name).HasMaxLength(200);
        builder.Property(t => t.Description).HasMaxLength(2000);
        builder.Property(t => t.Category).HasMaxLength(100);
        builder.Property(t => t.Type).HasMaxLength(10);
        builder.Property(t => t.DefaultValue).HasColumnType("jsonb");
        builder.HasIndex(t => t.Identifier).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueIdentifier);
    }
}

/// <summary>A tenant's own value of a toggle.</summary>
public sealed class ToggleOverride : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid ToggleId { get; init; }

    /// <summary>JSON of the toggle's type.</summary>
    public string? Value { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ToggleOverrideTable : IEntityTypeConfiguration<ToggleOverride>
{
    public void Configure(EntityTypeBuilder<ToggleOverride> builder)
    {
        builder.ToTable("overrides", "feature_toggles");
        builder.Property(o => o.Value).HasColumnType("jsonb");
        builder.HasIndex(o => new { o.TenantId, o.ToggleId }).IsUnique();
        builder.HasOne<FeatureToggle>().WithMany().HasForeignKey(o => o.ToggleId);
    }
}
