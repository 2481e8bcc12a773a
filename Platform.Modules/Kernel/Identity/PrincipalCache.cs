using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.Kernel.Identity;

/// <summary>Keeps principals in memory; whatever changes a user or his sessions makes every replica forget him at once.</summary>
/// <remarks>
/// Replicas tell each other over Redis. While a replica cannot listen it keeps nothing and asks the database on every request;
/// and what it keeps, it keeps for seconds only, should a message be lost all the same.
/// </remarks>
internal sealed partial class PrincipalCache(
    IConnectionMultiplexer redis, PrincipalReader reader, TimeProvider clock, ILogger<PrincipalCache> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private static readonly RedisChannel Forgotten = RedisChannel.Literal("identity:forgotten");

    private readonly MemoryCache sessions = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    // How often a user was forgotten: a principal that was read before the last time is not kept.
    private readonly ConcurrentDictionary<Guid, long> changes = new();
    private long generation;
    private volatile bool listening;

    private sealed record Entry(Principal Principal, long Generation, long Change);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionFailed += (_, _) => Drop(listens: false);
        redis.ConnectionRestored += (_, _) => Drop(redis.GetSubscriber().IsConnected(Forgotten));
        try
        {
            await redis.GetSubscriber().SubscribeAsync(Forgotten, (_, user) => Forget(Guid.Parse((string)user!)));
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
            && entry.Principal.Scope.UserId == userId)
        {
            return new(entry.Principal.ExpiresAt > clock.GetUtcNow() ? entry.Principal : null);
        }

        return ReadAsync(sessionId, userId, cancellation);
    }

    /// <summary>Makes every replica forget a user; called after the change is committed.</summary>
    public async Task ForgetAsync(Guid userId)
    {
        Forget(userId);
        try
        {
            await redis.GetSubscriber().PublishAsync(Forgotten, userId.ToString());
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogLate(logger, userId, exception.GetType().Name);
        }
    }

    public void Dispose() => sessions.Dispose();

    private async ValueTask<Principal?> ReadAsync(Guid sessionId, Guid userId, CancellationToken cancellation)
    {
        var (read, change) = (Interlocked.Read(ref generation), changes.GetValueOrDefault(userId));
        var principal = await reader.ReadAsync(sessionId, clock.GetUtcNow(), cancellation);
        if (principal?.Scope.UserId != userId)
        {
            return null;
        }

        if (listening)
        {
            sessions.Set(sessionId, new Entry(principal, read, change), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Kept, Size = 1 });
        }

        return principal;
    }

    private void Forget(Guid userId) => changes.AddOrUpdate(userId, 1, (_, count) => count + 1);

    private void Drop(bool listens)
    {
        listening = listens;
        Interlocked.Increment(ref generation);
        sessions.Clear();
    }

    [LoggerMessage(LogLevel.Error, "Replicas may know an old state of user {User} for some seconds: Redis is away ({Fault})")]
    private static partial void LogLate(ILogger logger, Guid user, string fault);

    [LoggerMessage(LogLevel.Warning, "Principals are read from the database on every request: Redis is away ({Fault})")]
    private static partial void LogDeaf(ILogger logger, string fault);
}
