using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Kernel.CustomFields;

/// <summary>A field that a tenant, or one of its organizations, has added to an entity.</summary>
public sealed class CustomFieldDefinition : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }

    /// <summary>The organization that it is for; null for all of the tenant.</summary>
    public Guid? OrganizationId { get; init; }
    public required string EntityId { get; init; }
    public required string Key { get; init; }
    public required string Kind { get; set; }

    /// <summary>Label, rules, options and all else that forms and lists need: a JSON object.</summary>
    public string Config { get; set; } = "{}";
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>A tombstone: it hides the key, also where a less specific definition has it.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class CustomFieldDefinitionTable : IEntityTypeConfiguration<CustomFieldDefinition>
{
    public void Configure(EntityTypeBuilder<CustomFieldDefinition> builder)
    {
        builder.ToTable("custom_field_definitions", "entities");
        builder.Property(d => d.EntityId).HasMaxLength(100);
        builder.Property(d => d.Key).HasMaxLength(100);
        builder.Property(d => d.Kind).HasMaxLength(20);
        builder.Property(d => d.Config).HasColumnType("jsonb");
        builder.HasIndex(d => new { d.TenantId, d.EntityId, d.Key, d.OrganizationId }).IsUnique().AreNullsDistinct(false);
    }
}
