using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Kernel.Http;

/// <summary>The answer that a request with an <c>Idempotency-Key</c> got, in the transaction of what it did.</summary>
public sealed class IdempotencyKey : IUserOwned
{
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public required string Key { get; init; }

    /// <summary>Hash of method, path and body: the same key must mean the same request.</summary>
    public required byte[] Fingerprint { get; init; }
    public int Status { get; set; }
    public Json Response { get; set; } = Json.Empty;
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotencyKeyTable : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> builder)
    {
        builder.ToTable("idempotency_keys", "http");
        builder.HasKey(k => new { k.TenantId, k.UserId, k.Key });
        builder.Property(k => k.Key).HasMaxLength(200);
        builder.HasIndex(k => k.CreatedAt).HasMethod("brin");
    }
}
