using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Npgsql;
using Platform.Kernel.Data;

namespace Platform.Trading.Ingest;

/// <summary>How a consumer stands, from JetStream.</summary>
/// <param name="Active">A Worker waits for its messages, or has just taken some.</param>
/// <param name="Pending">Messages not delivered yet.</param>
/// <param name="Unacknowledged">Messages delivered and not finished.</param>
internal sealed record ConsumerState(string Name, string Durable, bool Active, long Pending, long Unacknowledged, long Redelivered);

/// <summary>Asks JetStream about the consumers, at most once a second however many ask and whatever comes of it.</summary>
internal sealed class ConsumerStatus(INatsJSContext js, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(10);
    private const int NotFound = 404;

    private readonly Lock gate = new();
    private Task<IReadOnlyList<ConsumerState>>? latest;
    private long asked;

    public Task<IReadOnlyList<ConsumerState>> ReadAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (latest is null || clock.GetElapsedTime(asked) > Fresh)
            {
                asked = clock.GetTimestamp();
                latest = AskAsync();
            }

            return latest.WaitAsync(cancellation);
        }
    }

    private async Task<IReadOnlyList<ConsumerState>> AskAsync() =>
        await Task.WhenAll(TradingStreams.Consumers.Select(async consumer =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
            try
            {
                var info = (await js.GetConsumerAsync(consumer.Spec.Stream.Name, consumer.Spec.Name, patience.Token)).Info;
                return new ConsumerState(consumer.Name, consumer.Spec.Name, IsActive(info),
                    (long)info.NumPending, info.NumAckPending, info.NumRedelivered);
            }
            catch (NatsJSApiException e) when (e.Error.Code == NotFound)
            {
                return new ConsumerState(consumer.Name, consumer.Spec.Name, Active: false, 0, 0, 0);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"JetStream did not say in time how {consumer.Spec.Name} stands.");
            }
        }));

    private bool IsActive(ConsumerInfo info) =>
        info.NumWaiting > 0 || (info.NumAckPending > 0 && clock.GetUtcNow() - info.Delivered.LastActive < JustNow);
}

/// <summary>What was done today, and how many events lie refused, from the database.</summary>
internal sealed class IngestMetrics(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private Failures? latest;

    /// <summary>Crosses tenants: the counts are of consumers, nobody's data.</summary>
    public async Task<(Dictionary<string, ConsumerToday> Today, long DeadLetters)> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("""
            SELECT DISTINCT ON (consumer) consumer, day, processed, failed, milliseconds, last_processed_at
            FROM events.consumer_days ORDER BY consumer, day DESC
            """));
        var known = Volatile.Read(ref latest) is { } before && clock.GetElapsedTime(before.Asked) < Fresh ? before : null;
        if (known is null)
        {
            batch.BatchCommands.Add(new("SELECT count(*) FROM trading.event_processing WHERE status = 'failed'"));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var days = new Dictionary<string, ConsumerToday>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            var counts = reader.GetFieldValue<DateOnly>(1) == today;
            days.Add(reader.GetString(0), new ConsumerToday(
                counts ? reader.GetInt64(2) : 0, counts ? reader.GetInt64(3) : 0, counts ? reader.GetDouble(4) : 0,
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        if (known is null)
        {
            await reader.NextResultAsync(cancellation);
            await reader.ReadAsync(cancellation);
            known = new Failures(reader.GetInt64(0), clock.GetTimestamp());
            Volatile.Write(ref latest, known);
        }

        return (days, known.Count);
    }

    /// <summary>Counting them costs more the more there are, so it is done once a second at most, or nearly.</summary>
    private sealed record Failures(long Count, long Asked);
}

/// <summary>A consumer's day so far, and when it last did something.</summary>
internal sealed record ConsumerToday(long Processed, long Failed, double Milliseconds, DateTimeOffset LastProcessedAt);
