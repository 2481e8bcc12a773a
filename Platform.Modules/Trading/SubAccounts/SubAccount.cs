using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Trading.SubAccounts;

/// <summary>An amount of one symbol within a trading. Only postings change its balance.</summary>
public sealed class SubAccount : IUserOwned, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public Guid TradingId { get; init; }
    public required string Name { get; set; }

    [KeyOf(nameof(Name))]
    public string NameKey { get; private init; } = "";
    public required string Symbol { get; init; }

    /// <summary>What may be spent: always the sum of the signed transactions.</summary>
    public decimal Balance { get; init; }

    /// <summary>What a bot has set aside; not part of <see cref="Balance"/>.</summary>
    public decimal LockedBalance { get; init; }

    /// <summary>How many credit transactions there are, so that lists need not count them.</summary>
    public long Credits { get; init; }

    /// <summary>How many debit transactions there are.</summary>
    public long Debits { get; init; }
    public Json Info { get; set; } = Json.Empty;
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class SubAccountTable : IEntityTypeConfiguration<SubAccount>
{
    public const string UniqueName = "ux_sub_accounts_trading_name";

    public void Configure(EntityTypeBuilder<SubAccount> builder)
    {
        builder.ToTable("sub_accounts", "trading", table =>
        {
            table.HasCheckConstraint("ck_sub_accounts_balance", "balance >= 0");
            table.HasCheckConstraint("ck_sub_accounts_locked_balance", "locked_balance >= 0");
        });
        builder.Property(s => s.Name).HasMaxLength(100);
        builder.Property(s => s.Symbol).HasMaxLength(20);
        builder.HasIndex(s => new { s.TradingId, s.NameKey }).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueName);
        builder.HasIndex(s => new { s.UserId, s.TradingId });

        // Balances and counters move with every batch of events. No index has them and half of each page is free, so an update writes no index.
        builder.HasStorageParameter("fillfactor", 50);
    }
}
