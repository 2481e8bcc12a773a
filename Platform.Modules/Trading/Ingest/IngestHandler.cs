using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Trading.Ingest;

/// <summary>Applies the events of every trading consumer to ledger and logs.</summary>
internal sealed partial class IngestHandler(EventReader reader, UnprovenBudget budget, TimeProvider clock, ILogger<IngestHandler> log) : IBatchHandler
{
    public async Task<BatchCounts> ApplyAsync(IReadOnlyList<StreamMessage> messages, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var candidates = await reader.ReadAsync(messages, transaction.Connection!, cancellation);
        return await ApplyAsync(candidates, transaction, cancellation);
    }

    /// <remarks>Whatever it is that fails, checking the signature may be it: the message takes no event id.</remarks>
    public async Task<BatchCounts> RefuseAsync(StreamMessage message, string reason, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var parsed = EventParser.Parse(message.Subject, message.Data, clock.Now());
        return await ApplyAsync([Candidate.Unproven(message, parsed, parsed.Refusal ?? reason)], transaction, cancellation);
    }

    private async Task<BatchCounts> ApplyAsync(List<Candidate> candidates, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var kept = candidates;
        if (candidates.Exists(c => !c.IsProven))
        {
            kept = candidates.FindAll(c => c.IsProven || IsKept(c));
        }

        if (kept.Count > 0)
        {
            await new Ingest(transaction.Connection!, clock).ApplyAsync(kept, transaction, retry: false, cancellation);
        }

        return Count(candidates);
    }

    private bool IsKept(Candidate candidate)
    {
        if (budget.TryTake(candidate.Parsed.TradingId ?? Guid.Empty, out var isFirst))
        {
            return true;
        }

        if (isFirst)
        {
            LogUnkept(log, candidate.Place);
        }

        candidate.State = CandidateState.Unkept;
        return false;
    }

    private static BatchCounts Count(List<Candidate> candidates)
    {
        var counts = new BatchCounts();
        foreach (var candidate in candidates)
        {
            candidate.Message.IsRefused = candidate is { State: CandidateState.New or CandidateState.Unkept, Refusal: not null };
            counts += candidate.State == CandidateState.Duplicate ? new(0, 0, 1)
                : candidate.Refusal is null ? new(1, 0, 0)
                : new(0, 1, 0);
        }

        return counts;
    }

    [LoggerMessage(LogLevel.Warning, "From {Place} on, refused events that nobody stands for are only counted: there were too many within the hour")]
    private static partial void LogUnkept(ILogger log, string place);
}
