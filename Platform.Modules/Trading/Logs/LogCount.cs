using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Trading.Logs;

/// <summary>How many trading logs of a kind are in the lists, kept by whoever adds or takes away one, so that lists need not count.</summary>
[NotRecorded("follows the logs")]
public sealed class LogCount : IUserOwned
{
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public Guid TradingId { get; init; }

    /// <summary>Empty for logs of no sub-account.</summary>
    public Guid SubAccountId { get; init; }
    public required string Type { get; init; }
    public required string Source { get; init; }
    public long Count { get; init; }
}

internal sealed class LogCountTable : IEntityTypeConfiguration<LogCount>
{
    public void Configure(EntityTypeBuilder<LogCount> builder)
    {
        builder.ToTable("log_counts", "trading");
        builder.HasKey(c => new { c.UserId, c.TradingId, c.SubAccountId, c.Type, c.Source });
        builder.Property(c => c.Type).HasMaxLength(50);
        builder.Property(c => c.Source).HasMaxLength(20);
    }
}

/// <summary>What logs are counted by.</summary>
internal readonly record struct LogKind(Guid TenantId, Guid UserId, Guid TradingId, Guid SubAccountId, string Type, string Source);

/// <summary>The statement that keeps the counts.</summary>
internal static class LogCounts
{
    /// <summary>Goes last in a transaction: the counts are locked in one order, for as short as can be.</summary>
    public static NpgsqlBatchCommand Add(IReadOnlyDictionary<LogKind, long> changes) => new("""
        INSERT INTO trading.log_counts AS c (tenant_id, user_id, trading_id, sub_account_id, type, source, count)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS r (tenant_id, user_id, trading_id, sub_account_id, type, source, count)
        ORDER BY user_id, trading_id, sub_account_id, type, source
        ON CONFLICT (user_id, trading_id, sub_account_id, type, source) DO UPDATE SET count = c.count + excluded.count
        """)
    {
        Parameters =
        {
            new() { Value = changes.Keys.Select(k => k.TenantId).ToArray() },
            new() { Value = changes.Keys.Select(k => k.UserId).ToArray() },
            new() { Value = changes.Keys.Select(k => k.TradingId).ToArray() },
            new() { Value = changes.Keys.Select(k => k.SubAccountId).ToArray() },
            new() { Value = changes.Keys.Select(k => k.Type).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = changes.Keys.Select(k => k.Source).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = changes.Values.ToArray() },
        },
    };
}
