using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Events.Streaming;

/// <summary>Reads the events of the platform once a replica, and hands them to the clients of this one.</summary>
/// <remarks>A consumer of its own, which leaves no trace: what a replica has seen matters to its clients only.</remarks>
internal sealed partial class BroadcastHub(
    INatsJSContext js, JetStreamSetup setup, IEnumerable<EventType> types, ChangeNews news, TimeProvider clock, ILogger<BroadcastHub> log) : BackgroundService
{
    public const int MaxListeners = 10_000;
    public const int MaxListenersOfUser = 20;
    private const int MaxMessages = 4096;
    private const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>How far back a client may have been away, if not too much happened meanwhile.</summary>
    private static readonly TimeSpan LooksBack = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly HashSet<Listener> listeners = [];
    private readonly BroadcastWindow window = new();
    private readonly HashSet<string> broadcast = [.. types.Where(t => t.Broadcast).Select(t => t.Id)];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Backoff backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
    private ulong seen;

    /// <summary>Done once the replica knows the recent events.</summary>
    public Task Ready => ready.Task;

    /// <summary>The latest event that the replica knows.</summary>
    public ulong Seen
    {
        get
        {
            lock (gate)
            {
                return seen;
            }
        }
    }

    /// <param name="after">The last event that the client has.</param>
    /// <param name="replay">What came since.</param>
    /// <param name="missed">Some of what came since is not known any more.</param>
    /// <returns>False when there are too many clients.</returns>
    public bool TryJoin(Listener listener, ulong? after, out IReadOnlyList<Broadcast> replay, out bool missed)
    {
        (replay, missed) = ([], false);
        lock (gate)
        {
            if (listeners.Count >= MaxListeners || (listener.UserId is { } user && listeners.Count(l => l.UserId == user) >= MaxListenersOfUser))
            {
                return false;
            }

            if (after is { } last)
            {
                // An id that is still to come is of another stream, or of a replica that is ahead: nobody knows what the client has.
                missed = last < window.CompleteAfter || last > seen;
                replay = window.After(last, listener);
            }

            return listeners.Add(listener);
        }
    }

    public void Leave(Listener listener)
    {
        lock (gate)
        {
            listeners.Remove(listener);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        news.Changed += LookAgain;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // Whatever it was, the next round goes on behind what was seen.
            catch (Exception e)
#pragma warning restore CA1031
            {
                var delay = backoff.Next();
                LogFault(log, e.GetType().Name, delay);
                await Task.Delay(delay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        news.Changed -= LookAgain;
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await setup.EnsureAsync(StreamSpec.Events, cancellation);
        var last = (await js.GetStreamAsync(StreamSpec.Events.Name, cancellationToken: cancellation)).Info.State.LastSeq;
        var fresh = seen == 0 || (ulong)last < seen;
        var name = $"broadcast-{RowId.New():n}";
        var consumer = await js.CreateOrUpdateConsumerAsync(StreamSpec.Events.Name, new ConsumerConfig
        {
            Name = name,
            AckPolicy = ConsumerConfigAckPolicy.None,
            FilterSubject = DomainEvents.SubjectPrefix + ">",
            InactiveThreshold = TimeSpan.FromMinutes(1),
            MemStorage = true,
            NumReplicas = 1,
            DeliverPolicy = fresh ? ConsumerConfigDeliverPolicy.ByStartTime : ConsumerConfigDeliverPolicy.ByStartSequence,
            OptStartTime = fresh ? clock.GetUtcNow() - LooksBack : default,
            OptStartSeq = fresh ? 0 : seen + 1,
        }, cancellation);
        await using var pull = await PullSubscription.OpenAsync(js, StreamSpec.Events.Name, name, cancellation);
        if (consumer.Info.NumPending == 0)
        {
            CaughtUp(fresh ? (ulong)last : null);
        }

        for (var delivered = 0UL; ;)
        {
            foreach (var message in await pull.ReadAsync(MaxMessages, MaxBytes, cancellation))
            {
                if (message.Delivery != ++delivered)
                {
                    throw new NatsJSException("A message was lost on its way.");
                }

                Take(message, delivered == 1 && fresh);
                if (message.Pending == 0)
                {
                    CaughtUp(null);
                }
            }

            backoff.Reset();
        }
    }

    private void CaughtUp(ulong? completeAfter)
    {
        lock (gate)
        {
            if (completeAfter is { } sequence)
            {
                window.Begin(sequence);
                seen = sequence;
            }
        }

        ready.TrySetResult();
    }

    private void Take(StreamMessage message, bool first)
    {
        var type = message.Subject[DomainEvents.SubjectPrefix.Length..];
        var read = broadcast.Contains(type) ? Broadcast.Read(type, message) : null;
        lock (gate)
        {
            if (first)
            {
                window.Begin(message.Sequence - 1);
            }

            seen = message.Sequence;
            if (read is null)
            {
                return;
            }

            window.Add(read);
            foreach (var listener in listeners.Where(l => l.IsFor(read)))
            {
                listener.Offer(read);
            }
        }
    }

    /// <summary>Who a user is or what he may see may have changed.</summary>
    private void LookAgain(Guid userId)
    {
        lock (gate)
        {
            foreach (var listener in listeners.Where(l => l.UserId == userId))
            {
                listener.LookAgain();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The stream of events begins anew in {Delay}: {Fault}")]
    private static partial void LogFault(ILogger log, string fault, TimeSpan delay);
}
