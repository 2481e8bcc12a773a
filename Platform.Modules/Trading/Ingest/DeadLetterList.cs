using Microsoft.AspNetCore.Http;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Trading.Ingest;

/// <summary>An event that was refused.</summary>
/// <param name="EventId">The id that the event has, or <c>STREAM:sequence</c> where none could be read, or nobody stands for it.</param>
/// <param name="UserId">As the event says.</param>
/// <param name="Attempts">How often it was tried; replays try again.</param>
public sealed record DeadLetterView(
    string EventId, string Subject, string Reason, string Stream, long Sequence, Guid? UserId, Guid? TradingId, Guid? SubAccountId,
    int Attempts, DateTimeOffset ProcessedAt)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>A page of refused events.</summary>
public sealed record DeadLetters(IReadOnlyList<DeadLetterView> Events, Pagination Pagination);

/// <summary>Lists refused events of all users, hence the system scope.</summary>
internal static class DeadLetterList
{
    public static async Task<Outcome<DeadLetters>> ReadAsync(HttpRequest request, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var (limit, offset) = (query.Number("limit", usual: 100, min: 1, max: 1000), query.Number("offset", usual: 0, min: 0, max: int.MaxValue));
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("SELECT count(*) FROM trading.event_processing WHERE status = 'failed'"));
        batch.BatchCommands.Add(new("""
            SELECT event_id, subject, reason, stream, sequence, user_id, trading_id, sub_account_id, attempts, processed_at
            FROM trading.event_processing WHERE status = 'failed' ORDER BY processed_at DESC, event_id DESC LIMIT $1 OFFSET $2
            """)
        { Parameters = { new() { Value = limit }, new() { Value = offset } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(cancellation);
        var events = new List<DeadLetterView>();
        while (await reader.ReadAsync(cancellation))
        {
            events.Add(new DeadLetterView(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4),
                Id(5), reader.GetGuid(6) is var trading && trading != Guid.Empty ? trading : null, Id(7), reader.GetInt32(8), reader.GetFieldValue<DateTimeOffset>(9)));
        }

        return new DeadLetters(events, new ListFilter(null, null, null, null, limit, offset).Page(total));

        Guid? Id(int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
    }
}
