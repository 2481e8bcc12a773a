using Npgsql;
using Platform.Kernel.Data;

namespace Platform.Kernel.Events;

/// <summary>Handles events of the platform itself: each once, in the transaction that records it in the inbox.</summary>
/// <param name="consumer">The durable consumer's name; a handler sees a message once, whatever other handlers do.</param>
internal abstract class PlatformEventHandler(string consumer, TimeProvider clock) : IBatchHandler
{
    public static readonly StreamSpec DeadStream = new("EVENTS_DEAD", TimeSpan.FromDays(30), ["dead.events.>"]);

    /// <summary>Where an event that can never be handled goes: <c>dead.</c> and its subject.</summary>
    private const string DeadPrefix = "dead.";

    /// <summary>Does what the events ask for, with the connection and in its transaction. They are new, and in order.</summary>
    protected abstract Task HandleAsync(IReadOnlyList<StreamMessage> events, NpgsqlConnection connection, CancellationToken cancellation);

    public async Task<BatchCounts> ApplyAsync(IReadOnlyList<StreamMessage> messages, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var added = await RecordAsync(messages, transaction.Connection!, cancellation);
        var fresh = messages.Where(m => added.Remove(IdOf(m))).ToList();
        if (fresh.Count > 0)
        {
            await HandleAsync(fresh, transaction.Connection!, cancellation);
        }

        return new BatchCounts(fresh.Count, 0, messages.Count - fresh.Count);
    }

    public async Task<BatchCounts> RefuseAsync(StreamMessage message, string reason, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        message.IsRefused = true;
        if ((await RecordAsync([message], transaction.Connection!, cancellation)).Count == 0)
        {
            return new BatchCounts(0, 0, 1);
        }

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(Outbox.Command(DeadPrefix + message.Subject, message.Data, new Dictionary<string, string>
        {
            ["Platform-Reason"] = reason, ["Platform-Consumer"] = consumer, ["Platform-Event-Id"] = IdOf(message),
        }));
        await batch.ExecuteNonQueryAsync(cancellation);
        return new BatchCounts(0, 1, 0);
    }

    /// <returns>The ids that were not in the inbox.</returns>
    private async Task<HashSet<string>> RecordAsync(IReadOnlyList<StreamMessage> messages, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO events.inbox (consumer, message_id, handled_at) SELECT $1, id, $3 FROM unnest($2) AS m (id)
            ON CONFLICT DO NOTHING RETURNING message_id
            """, connection)
        {
            Parameters =
            {
                new() { Value = consumer }, new() { Value = messages.Select(IdOf).ToArray() }, new() { Value = clock.Now().UtcDateTime },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var added = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            added.Add(reader.GetString(0));
        }

        return added;
    }

    /// <summary>The id of the outbox row, which travels as the message id.</summary>
    private static string IdOf(StreamMessage message) => message.Header("Nats-Msg-Id") ?? $"{message.Stream}:{message.Sequence}";
}
