using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using Platform.Trading.Logs;

namespace Platform.Trading.Ingest;

/// <summary>Columns of rows that one statement inserts: PostgreSQL refuses COPY into tables under row-level security.</summary>
/// <remarks>The arrays are unnested side by side in the list of columns: in FROM, PostgreSQL would first write all rows to a temporary file.</remarks>
internal sealed class LogRows
{
    private readonly List<Guid> ids = [], tenants = [], users = [], tradings = [];
    private readonly List<Guid?> subAccounts = [], transactions = [];
    private readonly List<DateTime> timestamps = [];
    private readonly List<string> types = [], messages = [];
    private readonly List<byte[]> infos = [];
    private readonly Dictionary<LogKind, long> counts = [];

    public int Count => ids.Count;

    public NpgsqlBatchCommand AddCounts() => LogCounts.Add(counts);

    public void Add(Guid id, Guid tenant, TradingEvent e, Guid? transaction, string type, string message, byte[] info)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(
            counts, new LogKind(tenant, e.UserId, e.TradingId, e.SubAccountId ?? Guid.Empty, type, EventLog.Source), out _)++;
        ids.Add(id);
        tenants.Add(tenant);
        users.Add(e.UserId);
        tradings.Add(e.TradingId);
        subAccounts.Add(e.SubAccountId);
        transactions.Add(transaction);
        timestamps.Add(e.Timestamp.UtcDateTime);
        types.Add(type);
        messages.Add(message);
        infos.Add(info);
    }

    public NpgsqlBatchCommand Insert() => new("""
        INSERT INTO trading.trading_logs
            (id, tenant_id, user_id, trading_id, sub_account_id, transaction_id, timestamp, type, source, message, info)
        SELECT unnest($1), unnest($2), unnest($3), unnest($4), unnest($5), unnest($6), unnest($7), unnest($8), 'bot', unnest($9), unnest($10)
        """)
    {
        Parameters =
        {
            Column.Of(ids, NpgsqlDbType.Uuid), Column.Of(tenants, NpgsqlDbType.Uuid), Column.Of(users, NpgsqlDbType.Uuid),
            Column.Of(tradings, NpgsqlDbType.Uuid), Column.Of(subAccounts, NpgsqlDbType.Uuid), Column.Of(transactions, NpgsqlDbType.Uuid),
            Column.Of(timestamps, NpgsqlDbType.TimestampTz), Column.Of(types, NpgsqlDbType.Text), Column.Of(messages, NpgsqlDbType.Text),
            Column.Of(infos, NpgsqlDbType.Json),
        },
    };
}

/// <summary>Columns of transactions to insert.</summary>
internal sealed class TransactionRows
{
    private readonly List<Guid> ids = [], tenants = [], users = [], tradings = [], subAccounts = [];
    private readonly List<DateTime> timestamps = [];
    private readonly List<short> directions = [];
    private readonly List<decimal> amounts = [], closings = [], prices = [];
    private readonly List<string> reasons = [], quotes = [];
    private readonly List<byte[]> infos = [];

    public int Count => ids.Count;

    public void Add(Guid id, Guid tenant, TradingEvent e, Ledger.Posting posting, byte[] info)
    {
        ids.Add(id);
        tenants.Add(tenant);
        users.Add(e.UserId);
        tradings.Add(e.TradingId);
        subAccounts.Add(posting.SubAccountId);
        timestamps.Add(e.Timestamp.UtcDateTime);
        directions.Add(posting.Direction);
        reasons.Add(posting.Reason);
        amounts.Add(posting.Amount);
        closings.Add(posting.ClosingBalance);
        prices.Add(posting.Price);
        quotes.Add(posting.QuoteSymbol);
        infos.Add(info);
    }

    public NpgsqlBatchCommand Insert() => new("""
        INSERT INTO trading.transactions
            (id, tenant_id, user_id, trading_id, sub_account_id, timestamp, direction, reason, amount, closing_balance, price, quote_symbol, info)
        SELECT unnest($1), unnest($2), unnest($3), unnest($4), unnest($5), unnest($6), unnest($7), unnest($8), unnest($9), unnest($10), unnest($11),
            unnest($12), unnest($13)
        """)
    {
        Parameters =
        {
            Column.Of(ids, NpgsqlDbType.Uuid), Column.Of(tenants, NpgsqlDbType.Uuid), Column.Of(users, NpgsqlDbType.Uuid),
            Column.Of(tradings, NpgsqlDbType.Uuid), Column.Of(subAccounts, NpgsqlDbType.Uuid),
            Column.Of(timestamps, NpgsqlDbType.TimestampTz), Column.Of(directions, NpgsqlDbType.Smallint), Column.Of(reasons, NpgsqlDbType.Text),
            Column.Of(amounts, NpgsqlDbType.Numeric), Column.Of(closings, NpgsqlDbType.Numeric), Column.Of(prices, NpgsqlDbType.Numeric),
            Column.Of(quotes, NpgsqlDbType.Text), Column.Of(infos, NpgsqlDbType.Json),
        },
    };
}

/// <summary>An array as a parameter.</summary>
internal static class Column
{
    public static NpgsqlParameter Of<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values as List<T> ?? [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
