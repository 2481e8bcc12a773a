using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Kernel.Search;

/// <summary>What can be searched of one record: hashed words, so that encrypted text is found without being readable.</summary>
[NotRecorded("follows its row")]
[ReadByOwner("a function looks words up and asks for the scope itself")]
public sealed class IndexDocument : ITenantOwned
{
    public Guid TenantId { get; init; }

    /// <summary>Such as <c>auth:user</c>.</summary>
    public required string EntityType { get; init; }
    public Guid RecordId { get; init; }
    public Guid? OrganizationId { get; init; }
    public List<string> Tokens { get; init; } = [];
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class IndexDocumentTable : IEntityTypeConfiguration<IndexDocument>
{
    public void Configure(EntityTypeBuilder<IndexDocument> builder)
    {
        builder.ToTable("documents", "query_index");
        builder.HasKey(d => new { d.TenantId, d.EntityType, d.RecordId });
        builder.Property(d => d.EntityType).HasMaxLength(100);
        builder.HasIndex(d => d.Tokens).HasMethod("gin");
    }
}
