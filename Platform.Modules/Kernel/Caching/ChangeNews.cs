using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Kernel.Data;
using StackExchange.Redis;

namespace Platform.Kernel.Caching;

/// <summary>When something was read: what was said since makes it old.</summary>
internal readonly record struct NewsStamp(long Generation, long Sequence);

/// <summary>What may change: a user, a tenant or a key itself, or what is kept of a tenant under the name of a segment.</summary>
internal readonly record struct Subject(Guid Id, string Segment)
{
    public static implicit operator Subject(Guid id) => new(id, "");
}

/// <summary>Tells every replica that something has changed, so that what they keep of it is read anew.</summary>
/// <remarks>
/// Replicas tell each other over Redis, and whoever changes something waits until all have heard. While a replica cannot
/// listen nothing that it keeps stands.
/// </remarks>
internal sealed partial class ChangeNews(IConnectionMultiplexer redis, ILogger<ChangeNews> logger) : IHostedService
{
    private const int MaxChanges = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly RedisChannel Forgotten = RedisChannel.Literal("changes:forgotten");
    private static readonly RedisChannel Heard = RedisChannel.Literal("changes:heard");

    // When each was last said to have changed.
    private readonly ConcurrentDictionary<Subject, long> changes = new();
    // Changes of this replica that others have yet to hear of.
    private readonly ConcurrentDictionary<Guid, Answers> awaited = new();
    private long generation;
    private long sequence;
    private volatile bool listening;

    /// <summary>Counts the replicas that have heard of a change.</summary>
    private sealed class Answers
    {
        private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long missing;

        public Task Complete => complete.Task;

        /// <param name="replicas">How many got the message; answers may have come before this is known.</param>
        public void Expect(long replicas) => Settle(Interlocked.Add(ref missing, replicas));

        public void Add() => Settle(Interlocked.Decrement(ref missing));

        private void Settle(long left)
        {
            if (left == 0)
            {
                complete.TrySetResult();
            }
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionFailed += (_, _) => Drop(listens: false);
        redis.ConnectionRestored += (_, _) => Drop(redis.GetSubscriber().IsConnected(Forgotten));
        try
        {
            var subscriber = redis.GetSubscriber();
            await subscriber.SubscribeAsync(Heard, (_, change) => Hear(Guid.Parse((string)change!)));
            await subscriber.SubscribeAsync(Forgotten, (_, message) => Obey((string)message!));
            listening = true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogDeaf(logger, exception.GetType().Name);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tells which user, tenant or key has changed; what lasts longer than a request, such as a stream, asks again then.</summary>
    public event Action<Guid>? Changed;

    /// <summary>Taken before something is read that will be kept.</summary>
    public NewsStamp Stamp() => new(Interlocked.Read(ref generation), Interlocked.Read(ref sequence));

    /// <summary>Whether what was read then may still be believed, as far as one subject goes.</summary>
    public bool Stands(NewsStamp stamp, Subject subject) =>
        listening && stamp.Generation == Interlocked.Read(ref generation) && changes.GetValueOrDefault(subject) <= stamp.Sequence;

    /// <summary>Makes every replica forget a subject; called after the change is committed.</summary>
    /// <returns>Whether all have heard.</returns>
    public async Task<bool> ForgetAsync(Subject subject)
    {
        Forget(subject);
        var (change, answers) = (RowId.New(), new Answers());
        awaited[change] = answers;
        try
        {
            answers.Expect(await redis.GetSubscriber().PublishAsync(Forgotten, $"{subject.Id} {change} {subject.Segment}"));
            await answers.Complete.WaitAsync(Patience);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogLate(logger, subject, exception.GetType().Name);
            return false;
        }
        finally
        {
            awaited.TryRemove(change, out _);
        }
    }

    private void Obey(string message)
    {
        var (id, change, segment) = (Guid.Parse(message.AsSpan(0, 36)), message[37..73], message[74..]);
        Forget(new Subject(id, segment));
        redis.GetSubscriber().Publish(Heard, change, CommandFlags.FireAndForget);
    }

    private void Hear(Guid change)
    {
        if (awaited.TryGetValue(change, out var answers))
        {
            answers.Add();
        }
    }

    private void Forget(Subject subject)
    {
        var now = Interlocked.Increment(ref sequence);
        changes.AddOrUpdate(subject, now, (_, before) => Math.Max(before, now));
        if (changes.Count > MaxChanges)
        {
            Drop(listening);
        }

        if (subject.Segment.Length == 0)
        {
            Changed?.Invoke(subject.Id);
        }
    }

    private void Drop(bool listens)
    {
        listening = listens;

        // Twice: what is read while the changes are cleared must not stand either.
        Interlocked.Increment(ref generation);
        changes.Clear();
        Interlocked.Increment(ref generation);
    }

    [LoggerMessage(LogLevel.Error, "Replicas may know an old state of {Subject} for some seconds: Redis is away ({Fault})")]
    private static partial void LogLate(ILogger logger, Subject subject, string fault);

    [LoggerMessage(LogLevel.Warning, "Nothing is kept, and the database is read on every request: Redis is away ({Fault})")]
    private static partial void LogDeaf(ILogger logger, string fault);
}
