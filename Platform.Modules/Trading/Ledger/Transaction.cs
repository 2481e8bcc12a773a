using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Trading.Ledger;

/// <summary>One booked change of a sub-account's balance. Never changed, never deleted.</summary>
[AppendOnly]
[NotRecorded("the ledger is its own trail")]
public sealed class Transaction : IUserOwned
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public Guid TradingId { get; init; }
    public Guid SubAccountId { get; init; }
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>1 for a credit, -1 for a debit: the sum of direction times amount is the balance.</summary>
    public short Direction { get; init; }
    public required string Reason { get; init; }

    /// <summary>Always above zero, in units of the sub-account's symbol.</summary>
    public decimal Amount { get; init; }
    public decimal ClosingBalance { get; init; }

    /// <summary>Price of one unit in <see cref="QuoteSymbol"/>; 1 where an amount moves without a trade.</summary>
    public decimal Price { get; init; }
    public required string QuoteSymbol { get; init; }
    public Json Info { get; init; } = Json.Empty;
}

internal sealed class TransactionTable : IEntityTypeConfiguration<Transaction>
{
    public void Configure(EntityTypeBuilder<Transaction> builder)
    {
        builder.ToTable("transactions", "trading", table =>
        {
            table.HasCheckConstraint("ck_transactions_direction", "direction IN (1, -1)");
            table.HasCheckConstraint("ck_transactions_amount", "amount > 0");
            table.HasCheckConstraint("ck_transactions_closing_balance", "closing_balance >= 0");
        });
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Reason).HasMaxLength(50);
        builder.Property(t => t.QuoteSymbol).HasMaxLength(20);
        builder.HasIndex(t => new { t.UserId, t.Timestamp, t.Id }).HasDatabaseName("ix_transactions_user_time");
        builder.HasIndex(t => new { t.TradingId, t.Timestamp, t.Id }).HasDatabaseName("ix_transactions_trading_time");
        builder.HasIndex(t => new { t.SubAccountId, t.Timestamp, t.Id }).HasDatabaseName("ix_transactions_sub_account_time");
    }
}
