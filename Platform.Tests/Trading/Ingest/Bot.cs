using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.Ingest;

/// <summary>Publishes events as a bot does: with its own user, and waiting for the acknowledgement.</summary>
public sealed class Bot(string url) : IAsyncDisposable
{
    private readonly NatsConnection connection = new(new NatsOpts { Url = url, InboxPrefix = "_INBOX", ReconnectWaitMin = TimeSpan.FromMilliseconds(100) });

    /// <summary>Publishes until the stream says that it has the event, whatever dies meanwhile.</summary>
    public Task PublishAsync(string subject, byte[] data, string? messageId = null, NatsHeaders? headers = null) => Retry.Until(async () =>
    {
        try
        {
            var js = new NatsJSContext(connection);
            var copy = new NatsHeaders();
            foreach (var (name, value) in headers ?? [])
            {
                copy[name] = value;
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(3));
            var ack = await js.PublishAsync(subject, data, NatsRawSerializer<byte[]>.Default, new NatsJSPubOpts { MsgId = messageId }, copy, patience.Token);
            return ack.Error is null;
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            return false;
        }
    }, $"the stream takes an event of {subject}", TimeSpan.FromSeconds(60));

    public Task PublishAsync(JsonObject e) =>
        PublishAsync((string)e["event_type"]!, JsonSerializer.SerializeToUtf8Bytes(e), (string)e["event_id"]!);

    /// <summary>Publishes an event that is signed with a bot key.</summary>
    /// <param name="payload">What is sent instead of what was signed.</param>
    public Task PublishAsync(JsonObject e, string keyId, string secret, byte[]? payload = null)
    {
        var (subject, data) = ((string)e["event_type"]!, JsonSerializer.SerializeToUtf8Bytes(e));
        byte[] signed = [.. Encoding.UTF8.GetBytes(subject), (byte)'\n', .. data];
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return PublishAsync(subject, payload ?? data, headers: new NatsHeaders { ["Platform-Key-Id"] = keyId, ["Platform-Signature"] = $"sha256={mac}" });
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
