using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Platform.Kernel.Events;

/// <summary>Pulls messages of one consumer ahead of their handling and hands them out in batches of whatever is there.</summary>
/// <remarks>NATS.Net's own consume loop passes messages one by one through a channel of one place, a thread switch each.</remarks>
internal sealed class PullSubscription : IAsyncDisposable
{
    private const int MaxAhead = 8192;
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int Expired = 408;
    private const int Conflict = 409;
    private const int Heartbeat = 100;
    private static readonly TimeSpan Expires = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(1);

    private readonly INatsConnection nats;
    private readonly INatsSub<byte[]> inbox;
    private readonly string pull;
    private long outstanding;

    private PullSubscription(INatsConnection nats, INatsSub<byte[]> inbox, string pull)
    {
        this.nats = nats;
        this.inbox = inbox;
        this.pull = pull;
    }

    public static async Task<PullSubscription> OpenAsync(INatsJSContext js, string stream, string consumer, CancellationToken cancellation)
    {
        var channel = new NatsSubChannelOpts { Capacity = 2 * MaxAhead, FullMode = BoundedChannelFullMode.Wait };
        var inbox = await js.Connection.SubscribeCoreAsync(js.NewBaseInbox(), queueGroup: null,
            NatsRawSerializer<byte[]>.Default, new NatsSubOpts { ChannelOpts = channel }, cancellation);
        return new PullSubscription(js.Connection, inbox, $"{js.Opts.Prefix}.CONSUMER.MSG.NEXT.{stream}.{consumer}");
    }

    /// <summary>How many messages are there already, the server's own included.</summary>
    public int Count => inbox.Msgs.Count;

    /// <summary>Waits until something is there to <see cref="TakeAsync"/>: messages, or the server's word that it is alive.</summary>
    /// <exception cref="TimeoutException">The server is silent: it lost the request, or is gone.</exception>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        await RequestMoreAsync(cancellation);
        await inbox.Msgs.WaitToReadAsync(cancellation).AsTask().WaitAsync(5 * HeartbeatEvery, cancellation);
    }

    /// <summary>Waits for a message and returns it with those that are there already; nothing when the server only says that it is alive.</summary>
    /// <inheritdoc cref="WaitAsync" path="/exception"/>
    public async Task<List<StreamMessage>> ReadAsync(int maxMessages, int maxBytes, CancellationToken cancellation)
    {
        await WaitAsync(cancellation);
        return await TakeAsync(maxMessages, maxBytes, cancellation);
    }

    /// <summary>The messages that are there already; nothing when the server only says that it is alive.</summary>
    public async Task<List<StreamMessage>> TakeAsync(int maxMessages, int maxBytes, CancellationToken cancellation)
    {
        var batch = new List<StreamMessage>();
        for (var bytes = 0; batch.Count < maxMessages && bytes < maxBytes && inbox.Msgs.TryRead(out var message);)
        {
            if (message.ReplyTo?.StartsWith(AckSubject.Prefix, StringComparison.Ordinal) != true)
            {
                Notice(message.Headers);
                continue;
            }

            outstanding--;
            bytes += message.Size;
            batch.Add(new StreamMessage(message, AckSubject.Parse(message.ReplyTo)));
        }

        await RequestMoreAsync(cancellation);
        return batch;
    }

    public ValueTask DisposeAsync() => inbox.DisposeAsync();

    private async ValueTask RequestMoreAsync(CancellationToken cancellation)
    {
        if (outstanding > MaxAhead / 2)
        {
            return;
        }

        var wanted = MaxAhead - Math.Max(0, outstanding);
        var request = JsonSerializer.SerializeToUtf8Bytes(new
        {
            batch = wanted,
            max_bytes = MaxBytes,
            expires = Nanoseconds(Expires),
            idle_heartbeat = Nanoseconds(HeartbeatEvery),
        });
        await nats.PublishAsync(pull, request, replyTo: inbox.Subject, serializer: NatsRawSerializer<byte[]>.Default, cancellationToken: cancellation);
        outstanding = MaxAhead;
    }

    /// <summary>A request ends when it expires or has delivered its bytes; the rest of its messages will not come.</summary>
    private void Notice(NatsHeaders? status)
    {
        switch (status?.Code)
        {
            case Heartbeat:
                break;
            case Expired:
            case Conflict when status.MessageText.Contains("MaxBytes", StringComparison.OrdinalIgnoreCase):
                outstanding = status.TryGetValue("Nats-Pending-Messages", out var undelivered)
                    ? Math.Max(0, outstanding - long.Parse(undelivered.ToString(), CultureInfo.InvariantCulture))
                    : 0;
                break;
            default:
                throw new NatsJSException($"The pull ended: {status?.Code} {status?.MessageText}");
        }
    }

    private static long Nanoseconds(TimeSpan time) => (long)time.TotalMicroseconds * 1000;
}
