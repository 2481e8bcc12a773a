using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Trading.Tradings;

/// <summary>One way of trading on an exchange: real money, virtual money or a backtest.</summary>
public sealed class TradingAccount : IUserOwned, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public required string Name { get; set; }

    [KeyOf(nameof(Name))]
    public string NameKey { get; private init; } = "";
    public Guid ExchangeBindingId { get; init; }
    public required string Type { get; init; }
    public required string Status { get; set; }
    public Json Info { get; set; } = Json.Empty;

    /// <summary>Since when its events must be signed; null where they need not.</summary>
    public DateTimeOffset? SignedSince { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    public const string Real = "real";
}

internal sealed class TradingTable : IEntityTypeConfiguration<TradingAccount>
{
    public const string UniqueName = "ux_tradings_user_name";

    public void Configure(EntityTypeBuilder<TradingAccount> builder)
    {
        builder.ToTable("tradings", "trading");
        builder.Property(t => t.Name).HasMaxLength(100);
        builder.Property(t => t.Type).HasMaxLength(10);
        builder.Property(t => t.Status).HasMaxLength(10);
        builder.HasIndex(t => new { t.UserId, t.NameKey }).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueName);
        builder.HasIndex(t => t.ExchangeBindingId).HasFilter("deleted_at IS NULL");
    }
}
