using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Trading.Logs;

/// <summary>What happened in a trading: an order, a posting, a signal, an error, a note.</summary>
public sealed class TradingLog : IUserOwned, ISoftDeleted
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public Guid TradingId { get; init; }
    public Guid? SubAccountId { get; init; }

    /// <summary>The first transaction that the entry booked.</summary>
    public Guid? TransactionId { get; init; }
    public DateTimeOffset Timestamp { get; init; }
    public required string Type { get; init; }
    public required string Source { get; init; }
    public required string Message { get; init; }
    public Json Info { get; init; } = Json.Empty;
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class TradingLogTable : IEntityTypeConfiguration<TradingLog>
{
    public void Configure(EntityTypeBuilder<TradingLog> builder)
    {
        builder.ToTable("trading_logs", "trading");
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.Type).HasMaxLength(50);
        builder.Property(l => l.Source).HasMaxLength(20);
        builder.HasIndex(l => new { l.UserId, l.Timestamp, l.Id }).HasFilter("deleted_at IS NULL").HasDatabaseName("ix_trading_logs_user_time");
        builder.HasIndex(l => new { l.TradingId, l.Timestamp, l.Id }).HasFilter("deleted_at IS NULL").HasDatabaseName("ix_trading_logs_trading_time");
        builder.HasIndex(l => new { l.SubAccountId, l.Timestamp, l.Id })
            .HasFilter("deleted_at IS NULL AND sub_account_id IS NOT NULL").HasDatabaseName("ix_trading_logs_sub_account_time");
    }
}
