using Platform.Kernel.Landing;

namespace Platform.Trading.Ingest;

/// <summary>The consumers of bots' events, as the landing page shows them.</summary>
internal sealed class IngestReport(ConsumerStatus status, IngestMetrics metrics) : IConsumerReport
{
    public async Task<ConsumerReport> ReadAsync(CancellationToken cancellation)
    {
        var states = await status.ReadAsync(cancellation);
        var (days, deadLetters) = await metrics.ReadAsync(cancellation);
        var subjects = TradingStreams.Consumers.ToDictionary(c => c.Name, c => c.Spec.Filter);
        return new ConsumerReport([.. states.Select(s => Line(s, subjects[s.Name], days.GetValueOrDefault(s.Durable)))], deadLetters);
    }

    private static ConsumerLine Line(ConsumerState state, string subject, ConsumerToday? today) => new(
        state.Name, subject, state.Active, state.Pending + state.Unacknowledged,
        today?.Processed ?? 0, today?.Failed ?? 0, today?.LastProcessedAt);
}
