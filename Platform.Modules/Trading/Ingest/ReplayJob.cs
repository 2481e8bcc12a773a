using System.Text.Json;
using NATS.Client.JetStream;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Jobs;

namespace Platform.Trading.Ingest;

/// <summary>Goes through events again: applies what was never applied or was refused, skips what was applied.</summary>
internal sealed class ReplayJob(INatsJSContext js, StreamHistory history, EventReader reader, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "trading.replay";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var request = JsonSerializer.Deserialize<ReplayRequest>(run.Input.ToString())!;
        var counts = JsonSerializer.Deserialize<ReplayCounts>(run.Result.ToString())!;
        var begun = counts.Consumer;
        foreach (var spec in request.Consumers().SkipWhile(c => begun is not null && c.Name != begun))
        {
            counts = counts.Consumer == spec.Name ? counts : counts with { Consumer = spec.Name, Position = 0 };
            await foreach (var batch in await ReadAsync(spec, request, counts.Position, cancellation))
            {
                counts = await ApplyAsync(run, request, batch, counts, cancellation);
            }
        }

        await run.StoreAsync(request.Estimated, counts.Scanned, Json.From(counts), cancellation);
    }

    /// <summary>Goes on behind what an attempt that was cut off had done.</summary>
    private async Task<IAsyncEnumerable<List<StreamMessage>>> ReadAsync(
        ConsumerSpec spec, ReplayRequest request, ulong position, CancellationToken cancellation)
    {
        var last = await FinishedAsync(spec, cancellation);
        return position == 0
            ? history.ReadAsync(spec, request.From, Wanted, cancellation)
            : history.ReadAsync(spec, position, Wanted, cancellation);

        bool Wanted(StreamMessage message) => message.StoredAt <= request.To && message.Sequence <= last;
    }

    private async Task<ReplayCounts> ApplyAsync(
        JobRun run, ReplayRequest request, List<StreamMessage> batch, ReplayCounts counts, CancellationToken cancellation)
    {
        await using var transaction = await run.Connection.BeginTransactionAsync(cancellation);
        var candidates = (await reader.ReadAsync([.. batch.Where(m => request.Wants(m.Subject))], run.Connection, cancellation))
            .FindAll(c => request.UserId is null || c.Parsed.UserId == request.UserId);
        if (candidates.Count > 0)
        {
            await new Ingest(run.Connection, clock).ApplyAsync(candidates, transaction, retry: true, cancellation);
        }

        var skipped = candidates.Count(c => c.State == CandidateState.Duplicate);
        var failed = candidates.Count(c => c is { State: not CandidateState.Duplicate, Refusal: not null });
        var sum = counts with
        {
            Scanned = counts.Scanned + batch.Count,
            Matched = counts.Matched + candidates.Count,
            Applied = counts.Applied + candidates.Count - skipped - failed,
            Skipped = counts.Skipped + skipped,
            Failed = counts.Failed + failed,
            Position = batch[^1].Sequence,
        };

        // Counted in the transaction that did it, or an interruption would leave other counts than what was done.
        await run.StoreAsync(request.Estimated, sum.Scanned, Json.From(sum), cancellation);
        await transaction.CommitAsync(cancellation);
        return sum;
    }

    /// <summary>
    /// Up to where the consumer is through; what is behind that is its own to apply, or the order within a
    /// sub-account would depend on which of the two is faster.
    /// </summary>
    private async Task<ulong> FinishedAsync(ConsumerSpec spec, CancellationToken cancellation)
    {
        for (var started = clock.GetTimestamp(); ;)
        {
            var info = (await js.GetConsumerAsync(spec.Stream.Name, spec.Name, cancellation)).Info;
            if (info is { NumPending: 0, NumAckPending: 0 } || clock.GetElapsedTime(started) > Patience)
            {
                return info is { NumAckPending: 0 } ? info.Delivered.StreamSeq : info.AckFloor.StreamSeq;
            }

            await Task.Delay(Poll, clock, cancellation);
        }
    }
}
