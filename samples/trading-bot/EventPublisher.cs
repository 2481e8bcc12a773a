using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace TradingBot;

/// <summary>
/// Publishes events one after the other and returns only when the stream has acknowledged each. Waiting keeps the
/// order: were the next event sent at once, a retry of this one would overtake it.
/// </summary>
internal sealed class EventPublisher(NatsConnection connection, EventSigner? signer)
{
    private const int Attempts = 8;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(5);

    private readonly NatsJSContext _jetStream = new(connection);

    /// <summary>How many events the streams have acknowledged.</summary>
    public int Published { get; private set; }

    /// <summary>Publishes an event; throws <see cref="PublishException"/> when no stream takes it.</summary>
    public async Task PublishAsync(BotEvent message, CancellationToken cancellation)
    {
        var payload = BotJson.Bytes(message);
        var once = new NatsJSPubOpts { MsgId = message.EventId.ToString() };
        for (var attempt = 1; ; attempt++)
        {
            // The message id makes a retry harmless: the stream drops what it has had within its duplicate window, and
            // the platform never applies an event id twice.
            // Headers of its own for each attempt: the client adds to them.
            var (ack, reason, final) = await TryAsync(message.EventType, payload, signer?.Sign(message.EventType, payload), once, cancellation);
            if (ack is not null)
            {
                Published++;
                Print(message, ack, attempt);
                return;
            }
            if (final || attempt == Attempts)
            {
                throw new PublishException($"{message.EventType} {message.EventId} was not acknowledged: {reason}");
            }
            await Console.Error.WriteLineAsync($"{message.EventType}: no acknowledgement ({reason}); trying again with the same message id");
            await Task.Delay(Wait(attempt), cancellation);
        }
    }

    // A refusal below 500 is final: the stream would say the same again.
    private async Task<(PubAckResponse? Ack, string Reason, bool Final)> TryAsync(
        string subject, byte[] payload, NatsHeaders? headers, NatsJSPubOpts options, CancellationToken cancellation)
    {
        try
        {
            var result = await _jetStream.TryPublishAsync(subject, payload, opts: options, headers: headers, cancellationToken: cancellation);
            return result switch
            {
                { Success: false } => (null, result.Error.Message, false),
                { Value.Error: { } error } => (null, error.Description ?? $"error {error.ErrCode}", error.Code < 500),
                _ => (result.Value, "", false),
            };
        }
        catch (Exception fault) when (fault is NatsException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return (null, connection.ConnectionState == NatsConnectionState.Open ? fault.Message : "not connected", false);
        }
    }

    private static TimeSpan Wait(int attempt) =>
        TimeSpan.FromMilliseconds(Math.Min(_longestWait.TotalMilliseconds, 250 * Math.Pow(2, attempt - 1)));

    // EnsureSuccess() would throw on a duplicate, but here a duplicate means that an earlier attempt had arrived.
    private static void Print(BotEvent message, PubAckResponse ack, int attempt) =>
        Console.WriteLine($"{ack.Stream,-14} {ack.Seq,8}  {message.EventType,-24} {message.EventId}"
            + (ack.Duplicate ? "  (had arrived before)" : attempt > 1 ? $"  (attempt {attempt})" : ""));
}

/// <summary>An event was refused, or nobody acknowledged it in time.</summary>
internal sealed class PublishException(string message) : Exception(message);
