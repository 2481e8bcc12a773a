using Npgsql;
using NpgsqlTypes;

namespace Platform.Trading.Ingest;

/// <summary>The statements on <c>event_processing</c>: the record that makes an event count once.</summary>
internal static class EventRecords
{
    private const string Columns = "event_id, subject, stream, sequence, user_id, trading_id, sub_account_id, status, attempts, reason, processed_at";

    private const string Insert = $"""
        INSERT INTO trading.event_processing ({Columns})
        SELECT unnest($1), unnest($2), unnest($3), unnest($4), unnest($5), unnest($6), unnest($7), unnest($8), 1, unnest($9), $10
        """;

    /// <summary>Inserts all, and fails when one is there already: at half the price of looking first.</summary>
    public static NpgsqlBatchCommand InsertAll(IReadOnlyList<Candidate> candidates, DateTimeOffset now) => With(Insert, candidates, now);

    /// <summary>Inserts what is not there yet and returns the stream's sequence of what was new.</summary>
    public static NpgsqlBatchCommand InsertNew(IReadOnlyList<Candidate> candidates, DateTimeOffset now) =>
        With($"{Insert} ON CONFLICT DO NOTHING RETURNING sequence", candidates, now);

    private static NpgsqlBatchCommand With(string sql, IReadOnlyList<Candidate> candidates, DateTimeOffset now) => new(sql)
    {
        Parameters =
        {
            Column.Of(candidates.Select(c => c.EventId), NpgsqlDbType.Text),
            Column.Of(candidates.Select(c => c.Subject), NpgsqlDbType.Text),
            Column.Of(candidates.Select(c => c.Message.Stream), NpgsqlDbType.Text),
            Column.Of(candidates.Select(c => (long)c.Message.Sequence), NpgsqlDbType.Bigint),
            Column.Of(candidates.Select(c => c.Parsed.UserId), NpgsqlDbType.Uuid),
            Column.Of(candidates.Select(c => c.TradingId), NpgsqlDbType.Uuid),
            Column.Of(candidates.Select(c => c.Parsed.SubAccountId), NpgsqlDbType.Uuid),
            Column.Of(candidates.Select(c => c.Refusal is null ? "processed" : "failed"), NpgsqlDbType.Text),
            Column.Of(candidates.Select(c => c.Refusal), NpgsqlDbType.Text),
            new() { Value = now.UtcDateTime },
        },
    };

    /// <summary>Gives failed records of messages that had no id of their own the one that they may take by now.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Adopt(IReadOnlyList<Candidate> candidates)
    {
        var proven = candidates.Where(c => c.IsProven && c.TradingId != Guid.Empty).ToList();
        yield return new("""
            UPDATE trading.event_processing e SET event_id = r.event_id, trading_id = r.trading_id
            FROM (SELECT DISTINCT ON (event_id, trading_id) event_id, trading_id, place FROM unnest($1, $2, $3) AS u (event_id, trading_id, place)) r
            WHERE e.event_id = r.place AND e.trading_id = $4 AND e.status = 'failed'
                AND NOT EXISTS (SELECT FROM trading.event_processing k WHERE k.event_id = r.event_id AND k.trading_id = r.trading_id)
            """)
        {
            Parameters = { Ids(proven), Tradings(proven), Places(proven), new() { Value = Guid.Empty } },
        };

        // What is left are copies of an event that has its record.
        yield return new("DELETE FROM trading.event_processing WHERE event_id = ANY ($1) AND trading_id = $2 AND status = 'failed'")
        {
            Parameters = { Places(proven), new() { Value = Guid.Empty } },
        };
    }

    /// <summary>Takes the failed ones among the events for another attempt, locks their records and returns their ids.</summary>
    public static NpgsqlBatchCommand TakeFailed(IReadOnlyList<Candidate> candidates, DateTimeOffset now) => new("""
        UPDATE trading.event_processing e SET attempts = e.attempts + 1, processed_at = $3
        FROM unnest($1, $2) AS r (event_id, trading_id)
        WHERE e.event_id = r.event_id AND e.trading_id = r.trading_id AND e.status = 'failed' RETURNING e.event_id, e.trading_id
        """)
    {
        Parameters = { Ids(candidates), Tradings(candidates), new() { Value = now.UtcDateTime } },
    };

    /// <summary>Corrects the records of events that came out otherwise than they were recorded.</summary>
    public static NpgsqlBatchCommand Correct(IReadOnlyList<Candidate> candidates) => new("""
        UPDATE trading.event_processing e
        SET status = CASE WHEN r.reason IS NULL THEN 'processed' ELSE 'failed' END, reason = r.reason
        FROM unnest($1, $2, $3) AS r (event_id, trading_id, reason) WHERE e.event_id = r.event_id AND e.trading_id = r.trading_id
        """)
    {
        Parameters = { Ids(candidates), Tradings(candidates), Column.Of(candidates.Select(c => c.Refusal), NpgsqlDbType.Text) },
    };

    private static NpgsqlParameter Ids(IEnumerable<Candidate> candidates) => Column.Of(candidates.Select(c => c.EventId), NpgsqlDbType.Text);

    private static NpgsqlParameter Tradings(IEnumerable<Candidate> candidates) => Column.Of(candidates.Select(c => c.TradingId), NpgsqlDbType.Uuid);

    private static NpgsqlParameter Places(IEnumerable<Candidate> candidates) => Column.Of(candidates.Select(c => c.Place), NpgsqlDbType.Text);
}
