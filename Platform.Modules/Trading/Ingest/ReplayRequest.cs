using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Trading.Ingest;

/// <summary>The input of a replay.</summary>
internal sealed record ReplayRequest(DateTimeOffset From, DateTimeOffset To, Guid? UserId, IReadOnlyList<string>? Types)
{
    public long Estimated { get; init; }

    public bool Wants(string type) => Types is null || Types.Contains(type);

    /// <summary>The consumers whose events are asked for.</summary>
    public IEnumerable<ConsumerSpec> Consumers() => TradingStreams.Consumers.Select(c => c.Spec)
        .Where(spec => Types is null || Types.Any(type => Covers(spec.Filter, type)));

    private static bool Covers(string filter, string type) =>
        filter.EndsWith('*') ? type.StartsWith(filter[..^1], StringComparison.Ordinal) : filter == type;
}

/// <summary>What a replay has come to.</summary>
/// <param name="Consumer">Whose events it reads; those of the consumers before are done.</param>
/// <param name="Position">The stream's sequence up to which the consumer's events are done.</param>
internal sealed record ReplayCounts(
    long Scanned = 0, long Matched = 0, long Applied = 0, long Skipped = 0, long Failed = 0, string? Consumer = null, ulong Position = 0);

/// <summary>Counts the events of a time range without reading them.</summary>
internal sealed class ReplayEstimate(INatsJSContext js)
{
    private const int NotFound = 404;

    public async Task<long> CountAsync(ReplayRequest request, CancellationToken cancellation)
    {
        var types = EventTypes.All.Where(request.Wants).ToList();
        var counts = await Task.WhenAll(types.Select(async type =>
        {
            var stream = TradingStreams.StreamOf(type);
            return await BehindAsync(stream, type, request.From, cancellation) - await BehindAsync(stream, type, request.To, cancellation);
        }));
        return counts.Sum(count => Math.Max(0, count));
    }

    private async Task<long> BehindAsync(StreamSpec stream, string type, DateTimeOffset time, CancellationToken cancellation)
    {
        var name = $"count-{RowId.New():n}";
        try
        {
            var consumer = await js.CreateOrUpdateConsumerAsync(stream.Name, new ConsumerConfig
            {
                Name = name,
                AckPolicy = ConsumerConfigAckPolicy.None,
                DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartTime,
                OptStartTime = time,
                FilterSubject = type,
                InactiveThreshold = TimeSpan.FromSeconds(5),
                MemStorage = true,
                NumReplicas = 1,
            }, cancellation);
            await js.DeleteConsumerAsync(stream.Name, name, cancellation);
            return (long)consumer.Info.NumPending;
        }
        catch (NatsJSApiException e) when (e.Error.Code == NotFound)
        {
            return 0;
        }
    }
}
