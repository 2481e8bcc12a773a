using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
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
    public const int MaxPayload = (1024 * 1024) - MaxHeaders;

    private const int MaxHeaders = 16 * 1024;
    private const int MaxHeaderValue = 1000;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static NpgsqlBatchCommand Command(string subject, byte[] data, IReadOnlyDictionary<string, string>? headers = null) =>
        Command([new OutgoingMessage(subject, data, headers)]);

    public static NpgsqlBatchCommand Command(IReadOnlyList<OutgoingMessage> messages)
    {
        if (messages.Any(m => m.Data.Length > MaxPayload))
        {
            throw new ArgumentException("A message is too large to be published.", nameof(messages));
        }

        var headers = messages.Select(Headers).ToArray();
        if (headers.Any(h => Encoding.UTF8.GetByteCount(h) > MaxHeaders))
        {
            throw new ArgumentException("The headers of a message are too large to be published.", nameof(messages));
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
                new() { Value = messages.Select(_ => RowId.InOrder(now)).ToArray() },
                new() { Value = messages.Select(m => m.Subject).ToArray() },
                new() { Value = messages.Select(m => m.Data).ToArray() },
                new() { Value = headers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json },
            },
        };
    }

    /// <summary>The same as a row for a context to save.</summary>
    public static OutboxMessage Message(string subject, byte[] data, IReadOnlyDictionary<string, string>? headers = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        return data.Length > MaxPayload
            ? throw new ArgumentException("A message is too large to be published.", nameof(data))
            : new OutboxMessage
            {
                Id = RowId.InOrder(now), Subject = subject, Payload = data, CreatedAt = now,
                Headers = new Json(Headers(new OutgoingMessage(subject, data, headers))),
            };
    }

    /// <summary>The headers with the current trace, unless they name one already; values may be anybody's text, and are made fit to travel.</summary>
    private static string Headers(OutgoingMessage message)
    {
        var headers = new Dictionary<string, string>(message.Headers ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
        if (Activity.Current is { } activity)
        {
            DistributedContextPropagator.Current.Inject(activity, headers,
                static (carrier, name, value) => ((Dictionary<string, string>)carrier!).TryAdd(name, value));
        }

        return JsonSerializer.Serialize(headers.ToDictionary(h => h.Key, h => Fit(h.Value)), Plain);
    }

    /// <summary>Control characters would end a header, and NATS refuses a message that has them in one.</summary>
    private static string Fit(string value) => string.Create(Math.Min(value.Length, MaxHeaderValue), value, static (fit, value) =>
    {
        for (var i = 0; i < fit.Length; i++)
        {
            fit[i] = char.IsControl(value[i]) || char.IsSurrogate(value[i]) && !IsWhole(value, i, fit.Length) ? ' ' : value[i];
        }
    });

    private static bool IsWhole(string text, int at, int end) => char.IsHighSurrogate(text[at])
        ? at + 1 < end && char.IsLowSurrogate(text[at + 1])
        : at > 0 && char.IsHighSurrogate(text[at - 1]);
}
