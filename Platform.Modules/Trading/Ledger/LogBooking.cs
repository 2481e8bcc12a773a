using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Trading.Logs;

namespace Platform.Trading.Ledger;

/// <summary>A decided log entry with its postings, and the statements that store all of it at once.</summary>
internal sealed class LogBooking
{
    public const string Created = "events.trading.log.created";

    private readonly Guid[] transactionIds;
    private readonly IReadOnlyList<Posting> postings;
    private readonly Scope scope;

    public LogBooking(Scope scope, NewLog entry, IReadOnlyList<Posting> postings, DateTimeOffset now)
    {
        (this.scope, this.postings) = (scope, postings);
        transactionIds = [.. postings.Select(_ => RowId.InOrder(now))];
        var info = entry.Info ?? Json.Empty;
        Log = new LogView(
            RowId.InOrder(now), now, entry.Type!, entry.Source!, entry.Message!,
            transactionIds.Length > 0 ? transactionIds[0] : entry.TransactionId, entry.SubAccountId, entry.TradingId!.Value, scope.UserId,
            transactionIds.Length == 0 ? info : info.With("transaction_ids", WriteIds));
    }

    public LogView Log { get; }

    public void AddTo(NpgsqlBatch batch, JsonSerializerOptions json)
    {
        var record = JsonSerializer.Serialize(Log, json);
        batch.BatchCommands.Add(InsertLog());
        for (var i = 0; i < postings.Count; i++)
        {
            batch.BatchCommands.Add(InsertTransaction(transactionIds[i], postings[i], record));
            batch.BatchCommands.Add(UpdateAccount(postings[i]));
        }

        batch.BatchCommands.Add(Outbox.Command(Created, JsonSerializer.SerializeToUtf8Bytes(Log, json)));
        var kind = new LogKind(scope.TenantId, Log.UserId, Log.TradingId, Log.SubAccountId ?? Guid.Empty, Log.Type, Log.Source);
        batch.BatchCommands.Add(LogCounts.Add(new Dictionary<LogKind, long> { [kind] = 1 }));
    }

    private NpgsqlBatchCommand InsertLog() => new("""
        INSERT INTO trading.trading_logs (id, tenant_id, user_id, trading_id, sub_account_id, transaction_id, timestamp, type, source, message, info)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """)
    {
        Parameters =
        {
            new() { Value = Log.Id }, new() { Value = scope.TenantId }, new() { Value = Log.UserId }, new() { Value = Log.TradingId },
            new() { Value = (object?)Log.SubAccountId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new() { Value = (object?)Log.TransactionId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new() { Value = Log.Timestamp.UtcDateTime }, new() { Value = Log.Type }, new() { Value = Log.Source }, new() { Value = Log.Message },
            new() { Value = Log.Info.ToString(), NpgsqlDbType = NpgsqlDbType.Json },
        },
    };

    private NpgsqlBatchCommand InsertTransaction(Guid id, Posting posting, string record) => new("""
        INSERT INTO trading.transactions (id, tenant_id, user_id, trading_id, sub_account_id, timestamp, direction, reason, amount, closing_balance, price, quote_symbol, info)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """)
    {
        Parameters =
        {
            new() { Value = id }, new() { Value = scope.TenantId }, new() { Value = Log.UserId }, new() { Value = Log.TradingId },
            new() { Value = posting.SubAccountId }, new() { Value = Log.Timestamp.UtcDateTime }, new() { Value = posting.Direction },
            new() { Value = posting.Reason }, new() { Value = posting.Amount }, new() { Value = posting.ClosingBalance },
            new() { Value = posting.Price }, new() { Value = posting.QuoteSymbol }, new() { Value = record, NpgsqlDbType = NpgsqlDbType.Json },
        },
    };

    /// <summary>The row has been locked since the decision, so the decided balance is the balance.</summary>
    private NpgsqlBatchCommand UpdateAccount(Posting posting) => new("""
        UPDATE trading.sub_accounts SET balance = $2, credits = credits + $3, debits = debits + $4, updated_at = $5 WHERE id = $1
        """)
    {
        Parameters =
        {
            new() { Value = posting.SubAccountId }, new() { Value = posting.ClosingBalance },
            new() { Value = posting.Direction == Posting.Credit ? 1L : 0L }, new() { Value = posting.Direction == Posting.Debit ? 1L : 0L },
            new() { Value = Log.Timestamp.UtcDateTime },
        },
    };

    private void WriteIds(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var id in transactionIds)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }
}
