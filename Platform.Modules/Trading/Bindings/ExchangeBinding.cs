using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Trading.Bindings;

/// <summary>A connection to an exchange: a user's own with credentials, or one of the platform's public ones.</summary>
public sealed class ExchangeBinding : IUserOwnedOrShared, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }

    [SortedText]
    public required string Name { get; set; }

    [KeyOf(nameof(Name))]
    public string NameKey { get; private init; } = "";
    public required string Exchange { get; init; }
    public required string Type { get; init; }
    public required string Status { get; set; }
    [Hidden]
    public byte[]? SealedApiKey { get; set; }
    [Hidden]
    public byte[]? SealedApiSecret { get; set; }
    [Hidden]
    public byte[]? ApiKeyHash { get; set; }
    [Hidden]
    public byte[]? ApiSecretHash { get; set; }
    public string? MaskedApiKey { get; set; }
    public Json Info { get; set; } = Json.Empty;
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    public bool IsPublic => Type == Public;

    public const string Private = "private";
    public const string Public = "public";
}

internal sealed class ExchangeBindingTable : IEntityTypeConfiguration<ExchangeBinding>
{
    public const string UniqueName = "ux_exchange_bindings_user_name";
    public const string UniqueApiKey = "ux_exchange_bindings_user_api_key";
    public const string UniqueApiSecret = "ux_exchange_bindings_user_api_secret";

    public void Configure(EntityTypeBuilder<ExchangeBinding> builder)
    {
        builder.ToTable("exchange_bindings", "trading");
        builder.Property(b => b.Name).HasMaxLength(100);
        builder.Property(b => b.Exchange).HasMaxLength(20);
        builder.Property(b => b.Type).HasMaxLength(10);
        builder.Property(b => b.Status).HasMaxLength(10);
        builder.Property(b => b.MaskedApiKey).HasMaxLength(20);
        builder.HasIndex(b => new { b.UserId, b.NameKey }).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueName);
        builder.HasIndex(b => new { b.UserId, b.ApiKeyHash }).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueApiKey);
        builder.HasIndex(b => new { b.UserId, b.ApiSecretHash }).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueApiSecret);
    }
}
