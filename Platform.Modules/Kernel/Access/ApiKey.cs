using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;

namespace Platform.Kernel.Access;

/// <summary>A secret by which a program acts for an organization. Found by its prefix, kept as a hash.</summary>
public sealed class ApiKey : ITenantOwned, IRow, ISoftDeleted, IGrantsRights
{
    public const int PrefixLength = 12;

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string Name { get; set; }
    public string? Description { get; set; }
    public required string KeyPrefix { get; init; }

    /// <summary>SHA-256: the secret has 256 random bits, so there is nothing to guess.</summary>
    [Hidden]
    public required byte[] KeyHash { get; init; }
    public List<Guid> RoleIds { get; set; } = [];
    public Guid? CreatedBy { get; init; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class ApiKeyTable : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("keys", "api_keys");
        builder.Property(k => k.Name).HasMaxLength(120);
        builder.Property(k => k.Description).HasMaxLength(1000);
        builder.Property(k => k.KeyPrefix).HasMaxLength(ApiKey.PrefixLength);
        builder.HasIndex(k => k.KeyPrefix);
    }
}
