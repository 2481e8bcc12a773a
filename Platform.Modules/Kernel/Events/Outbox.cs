using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;

namespace Platform.Kernel.Events;

/// <summary>A message to publish once the transaction that says so is committed.</summary>
internal sealed record OutgoingMessage(string Subject, byte[] Data, IReadOnlyDictionary<string, string>? Headers = null);

/// <summary>Puts messages into the outbox, within the caller's transaction.</summary>
internal static class Outbox
{
    /// <summary>What the server takes by default (1 MiB), less room for headers: one that is larger would never leave the outbox.</summary>
    public const int MaxPayload = (1024 * 1024) - (16 * 1024);

    public static NpgsqlBatchCommand Command(string subject, byte[] data, IReadOnlyDictionary<string, string>? headers = null) =>
        Command([new OutgoingMessage(subject, data, headers)]);

    public static NpgsqlBatchCommand Command(IReadOnlyList<OutgoingMessage> messages)
    {
        if (messages.Any(m => m.Data.Length > MaxPayload))
        {
            throw new ArgumentException("A message is too large to be published.", nameof(messages));
        }

        // Ids sort in the order of their making, and the relay publishes in their order.
        var now = TimeProvider.System.GetUtcNow();
        return new("""
            INSERT INTO events.outbox (id, subject, payload, headers, created_at)
            SELECT id, subject, payload, headers, now() FROM unnest($1, $2, $3, $4) AS r (id, subject, payload, headers)
            """)
        {
            Parameters =
            {
                new() { Value = messages.Select(_ => OrderedId.Next(now)).ToArray() },
                new() { Value = messages.Select(m => m.Subject).ToArray() },
                new() { Value = messages.Select(m => m.Data).ToArray() },
                new() { Value = messages.Select(Headers).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json },
            },
        };
    }

    /// <summary>The headers with the current trace, unless they name one already.</summary>
    private static string Headers(OutgoingMessage message)
    {
        var headers = new Dictionary<string, string>(message.Headers ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
        if (Activity.Current is { } activity)
        {
            DistributedContextPropagator.Current.Inject(activity, headers,
                static (carrier, name, value) => ((Dictionary<string, string>)carrier!).TryAdd(name, value));
        }

        return JsonSerializer.Serialize(headers);
    }
}
