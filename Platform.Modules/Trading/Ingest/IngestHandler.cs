using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Trading.Ingest;

/// <summary>Applies the events of every trading consumer to ledger and logs.</summary>
internal sealed class IngestHandler(TimeProvider clock) : IBatchHandler
{
    public async Task<BatchCounts> ApplyAsync(IReadOnlyList<StreamMessage> messages, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var now = clock.Now();
        var candidates = messages.Select(m => new Candidate(m, EventParser.Parse(m.Subject, m.Data, now))).ToList();
        await new Ingest(transaction.Connection!, clock).ApplyAsync(candidates, transaction, retry: false, cancellation);
        return Count(candidates);
    }

    public async Task<BatchCounts> RefuseAsync(StreamMessage message, string reason, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var parsed = EventParser.Parse(message.Subject, message.Data, clock.Now());
        List<Candidate> candidates = [new(message, parsed with { Event = null, Refusal = parsed.Refusal ?? reason })];
        await new Ingest(transaction.Connection!, clock).ApplyAsync(candidates, transaction, retry: false, cancellation);
        return Count(candidates);
    }

    private static BatchCounts Count(List<Candidate> candidates)
    {
        var counts = new BatchCounts();
        foreach (var candidate in candidates)
        {
            candidate.Message.IsRefused = candidate is { State: CandidateState.New, Refusal: not null };
            counts += candidate.State == CandidateState.Duplicate ? new(0, 0, 1)
                : candidate.Refusal is null ? new(1, 0, 0)
                : new(0, 1, 0);
        }

        return counts;
    }
}
