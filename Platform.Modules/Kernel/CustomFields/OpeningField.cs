using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Kernel.CustomFields;

/// <summary>A field that no map names any more, and that a job is opening: until it is done, some rows have ciphertext.</summary>
[NotRecorded("state of a job")]
public sealed class OpeningField : ITenantOwned
{
    public Guid TenantId { get; init; }
    public required string EntityId { get; init; }
    public required string Field { get; init; }

    /// <summary>The job that is the last to have been asked for it.</summary>
    public Guid JobId { get; set; }
}

internal sealed class OpeningFieldTable : IEntityTypeConfiguration<OpeningField>
{
    public void Configure(EntityTypeBuilder<OpeningField> builder)
    {
        builder.ToTable("opening_fields", "entities");
        builder.HasKey(o => new { o.TenantId, o.EntityId, o.Field });
        builder.Property(o => o.EntityId).HasMaxLength(100);
        builder.Property(o => o.Field).HasMaxLength(100);
    }
}
