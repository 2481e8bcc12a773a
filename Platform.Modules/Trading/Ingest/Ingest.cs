using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Trading.Ledger;

namespace Platform.Trading.Ingest;

/// <summary>Applies a batch of events in the caller's transaction with a handful of set-based statements.</summary>
internal sealed class Ingest(NpgsqlConnection connection, TimeProvider clock)
{
    private readonly DateTimeOffset now = clock.Now();
    private readonly LogRows logs = new();
    private readonly TransactionRows transactions = new();

    /// <param name="retry">Whether events that were refused before are tried again.</param>
    public async Task ApplyAsync(IReadOnlyList<Candidate> candidates, NpgsqlTransaction transaction, bool retry, CancellationToken cancellation)
    {
        var accounts = (retry ? null : await RecordAllAsync(candidates, transaction, cancellation))
            ?? await RecordNewAsync(candidates, retry, cancellation);
        Decide(candidates, accounts);
        await WriteAsync(candidates, accounts, cancellation);
    }

    /// <summary>Records every event first, so that whoever has it already is seen, then reads what deciding takes.</summary>
    /// <returns>Null, with nothing done, when an event was recorded before.</returns>
    private async Task<Accounts?> RecordAllAsync(IReadOnlyList<Candidate> candidates, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        const string before = "before";
        await transaction.SaveAsync(before, cancellation);
        try
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(EventRecords.InsertAll(candidates, now));
            Accounts.AddReads(batch, candidates);
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            foreach (var candidate in candidates)
            {
                candidate.State = CandidateState.New;
            }

            return await Accounts.ReadAsync(reader, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await transaction.RollbackAsync(before, cancellation);
            return null;
        }
    }

    /// <summary>The same where some may be recorded already.</summary>
    private async Task<Accounts> RecordNewAsync(IReadOnlyList<Candidate> candidates, bool retry, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (retry)
        {
            foreach (var adopt in EventRecords.Adopt(candidates))
            {
                batch.BatchCommands.Add(adopt);
            }

            batch.BatchCommands.Add(EventRecords.TakeFailed(candidates, now));
        }

        // What was applied before signatures were asked for is unproven by now, and no failure of today.
        batch.BatchCommands.Add(EventRecords.InsertNew(retry ? [.. candidates.Where(c => c.IsProven)] : candidates, now));
        Accounts.AddReads(batch, candidates);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var retried = retry ? await ReadAsync(reader, r => (r.GetString(0), r.GetGuid(1)), cancellation) : [];
        var added = await ReadAsync(reader, r => r.GetInt64(0), cancellation);
        foreach (var candidate in candidates)
        {
            // Of two copies of an event in one batch, be they one message that was delivered twice, only the first counts.
            candidate.State = added.Remove((long)candidate.Message.Sequence) ? CandidateState.New
                : retried.Remove((candidate.EventId, candidate.TradingId)) ? CandidateState.Retried
                : CandidateState.Duplicate;
        }

        return await Accounts.ReadAsync(reader, cancellation);
    }

    private void Decide(IReadOnlyList<Candidate> candidates, Accounts accounts)
    {
        using var json = new EventJson();
        foreach (var candidate in candidates)
        {
            if (candidate is { State: not CandidateState.Duplicate, Refusal: null, Parsed.Event: { } e })
            {
                if (EventRules.Decide(e, accounts, out var owner, out var decision) is { } refusal)
                {
                    candidate.Refuse(refusal);
                }
                else
                {
                    Book(e, owner, decision, accounts, json);
                }
            }
        }
    }

    private void Book(TradingEvent e, Guid tenant, Decision decision, Accounts accounts, EventJson json)
    {
        if (EventLog.TypeOf(e) is not { } type)
        {
            return;
        }

        var posting = decision.Postings.Count > 0 ? decision.Postings[0] : null;
        var logId = RowId.InOrder(now);
        Guid? transactionId = posting is null ? null : RowId.InOrder(now);
        var message = EventLog.MessageOf(e, posting?.ClosingBalance ?? 0);
        var info = json.Info(e);
        logs.Add(logId, tenant, e, transactionId, type, message, info);
        if (posting is not null)
        {
            transactions.Add(transactionId!.Value, tenant, e, posting, json.Record(e, logId, transactionId.Value, type, message));
            accounts.Book(posting);
        }
    }

    private async Task WriteAsync(IReadOnlyList<Candidate> candidates, Accounts accounts, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (transactions.Count > 0)
        {
            batch.BatchCommands.Add(transactions.Insert());
            batch.BatchCommands.Add(accounts.Update(now));
        }

        if (logs.Count > 0)
        {
            batch.BatchCommands.Add(logs.Insert());
        }

        var corrected = candidates.Where(c => c.State == CandidateState.Retried
            || (c is { State: CandidateState.New, Refusal: not null, Parsed.Refusal: null })).ToList();
        if (corrected.Count > 0)
        {
            batch.BatchCommands.Add(EventRecords.Correct(corrected));
        }

        var dead = candidates.Where(c => c is { State: CandidateState.New, Refusal: not null }).Select(DeadLetter.Of).ToList();
        if (dead.Count > 0)
        {
            batch.BatchCommands.Add(Outbox.Command(dead));
        }

        if (logs.Count > 0)
        {
            batch.BatchCommands.Add(logs.AddCounts());
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task<HashSet<T>> ReadAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var ids = new HashSet<T>();
        while (await reader.ReadAsync(cancellation))
        {
            ids.Add(read(reader));
        }

        await reader.NextResultAsync(cancellation);
        return ids;
    }
}
