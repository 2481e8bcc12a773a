using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.Kernel.Identity;

/// <summary>Keeps principals in memory; whatever changes a user or his sessions makes every replica forget him at once.</summary>
/// <remarks>
/// Replicas tell each other over Redis, and whoever changes a user waits until all have heard. While a replica cannot
/// listen it keeps nothing and asks the database on every request; and what it keeps, it keeps for seconds only, should a message be lost all the same.
/// </remarks>
internal sealed partial class PrincipalCache(
    IConnectionMultiplexer redis, PrincipalReader reader, TimeProvider clock, ILogger<PrincipalCache> logger) : IHostedService, IDisposable
{
    private const int MaxChanges = 100_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly RedisChannel Forgotten = RedisChannel.Literal("identity:forgotten");
    private static readonly RedisChannel Heard = RedisChannel.Literal("identity:heard");

    private readonly MemoryCache sessions = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    // How often a user was forgotten: a principal that was read before the last time is not kept.
    private readonly ConcurrentDictionary<Guid, long> changes = new();
    // Changes of this replica that others have yet to hear of.
    private readonly ConcurrentDictionary<Guid, Answers> awaited = new();
    private long generation;
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

    /// <param name="Principal">Null when the session is over: its tokens are refused without asking again.</param>
    private sealed record Entry(Principal? Principal, long Generation, long Change);

    /// <summary>Tells which user was forgotten; what lasts longer than a request, such as a stream, asks again then.</summary>
    public event Action<Guid>? Changed;

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

    /// <summary>The current principal of a session, or null when its tokens are worth nothing any more.</summary>
    public ValueTask<Principal?> FindAsync(Guid sessionId, Guid userId, CancellationToken cancellation)
    {
        if (listening && sessions.Get<Entry>(sessionId) is { } entry
            && entry.Generation == Interlocked.Read(ref generation) && entry.Change == changes.GetValueOrDefault(userId)
            && (entry.Principal is null || entry.Principal.Scope.UserId == userId))
        {
            return new(entry.Principal?.ExpiresAt > clock.GetUtcNow() ? entry.Principal : null);
        }

        return ReadAsync(sessionId, userId, cancellation);
    }

    /// <summary>Makes every replica forget a user; called after the change is committed.</summary>
    public async Task ForgetAsync(Guid userId)
    {
        Forget(userId);
        var (change, answers) = (Guid.CreateVersion7(), new Answers());
        awaited[change] = answers;
        try
        {
            answers.Expect(await redis.GetSubscriber().PublishAsync(Forgotten, $"{userId} {change}"));
            await answers.Complete.WaitAsync(Patience);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogLate(logger, userId, exception.GetType().Name);
        }
        finally
        {
            awaited.TryRemove(change, out _);
        }
    }

    public void Dispose() => sessions.Dispose();

    private async ValueTask<Principal?> ReadAsync(Guid sessionId, Guid userId, CancellationToken cancellation)
    {
        var (read, change) = (Interlocked.Read(ref generation), changes.GetValueOrDefault(userId));
        var principal = await reader.ReadAsync(sessionId, clock.GetUtcNow(), cancellation);
        if (principal is not null && principal.Scope.UserId != userId)
        {
            return null;
        }

        if (listening)
        {
            sessions.Set(sessionId, new Entry(principal, read, change), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Kept, Size = 1 });
        }

        return principal;
    }

    private void Obey(string message)
    {
        var (user, change) = (Guid.Parse(message.AsSpan(0, 36)), message[37..]);
        Forget(user);
        redis.GetSubscriber().Publish(Heard, change, CommandFlags.FireAndForget);
    }

    private void Hear(Guid change)
    {
        if (awaited.TryGetValue(change, out var answers))
        {
            answers.Add();
        }
    }

    private void Forget(Guid userId)
    {
        changes.AddOrUpdate(userId, 1, (_, count) => count + 1);
        if (changes.Count > MaxChanges)
        {
            Drop(listening);
        }

        Changed?.Invoke(userId);
    }

    private void Drop(bool listens)
    {
        listening = listens;
        Interlocked.Increment(ref generation);
        changes.Clear();
        sessions.Clear();
    }

    [LoggerMessage(LogLevel.Error, "Replicas may know an old state of user {User} for some seconds: Redis is away ({Fault})")]
    private static partial void LogLate(ILogger logger, Guid user, string fault);

    [LoggerMessage(LogLevel.Warning, "Principals are read from the database on every request: Redis is away ({Fault})")]
    private static partial void LogDeaf(ILogger logger, string fault);
}
