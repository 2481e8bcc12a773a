using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;

namespace Platform.Entities.Records;

/// <summary>A record of a custom entity: nothing but custom fields.</summary>
public sealed class EntityRecord : IRow, ICustomized, IOrganizationOwned, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string EntityId { get; init; }
    public string Custom { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class EntityRecordTable : IEntityTypeConfiguration<EntityRecord>
{
    public void Configure(EntityTypeBuilder<EntityRecord> builder)
    {
        builder.ToTable("records", "entities");

        // Clients choose ids: those of one tenant are nothing to another.
        builder.HasKey(r => new { r.TenantId, r.Id });
        builder.Property(r => r.EntityId).HasMaxLength(EntityNames.MaxEntityId);
        builder.HasIndex(r => new { r.TenantId, r.EntityId, r.Id });
    }
}
