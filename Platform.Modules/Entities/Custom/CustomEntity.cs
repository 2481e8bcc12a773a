using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Entities.Custom;

/// <summary>A kind of record that a tenant, or one of its organizations, has made up; or its own words for one of the platform's.</summary>
public sealed class CustomEntity : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string EntityId { get; init; }
    public required string Label { get; set; }
    public string? Description { get; set; }
    public string? LabelField { get; set; }
    public string? DefaultEditor { get; set; }
    public bool ShowInSidebar { get; set; }
    public bool AccessRestricted { get; set; }
    public bool IsActive { get; set; } = true;

    /// <summary>Groups of fields for forms: a JSON array.</summary>
    public string Fieldsets { get; set; } = "[]";
    public bool SingleFieldsetPerRecord { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The definition in force for an organization: its own, or else the tenant's.</summary>
    internal static CustomEntity? InForce(IEnumerable<CustomEntity> definitions, Guid? organizationId) => definitions
        .Where(e => e.OrganizationId is null || e.OrganizationId == organizationId)
        .OrderByDescending(e => e.OrganizationId is not null).FirstOrDefault();
}

internal sealed class CustomEntityTable : IEntityTypeConfiguration<CustomEntity>
{
    public void Configure(EntityTypeBuilder<CustomEntity> builder)
    {
        builder.ToTable("custom_entities", "entities");
        builder.Property(e => e.EntityId).HasMaxLength(EntityNames.MaxEntityId);
        builder.Property(e => e.Label).HasMaxLength(200);
        builder.Property(e => e.Description).HasMaxLength(2000);
        builder.Property(e => e.LabelField).HasMaxLength(EntityNames.MaxKey);
        builder.Property(e => e.DefaultEditor).HasMaxLength(50);
        builder.Property(e => e.Fieldsets).HasColumnType("jsonb");
        builder.HasIndex(e => new { e.TenantId, e.EntityId, e.OrganizationId }).IsUnique().AreNullsDistinct(false);
    }
}
