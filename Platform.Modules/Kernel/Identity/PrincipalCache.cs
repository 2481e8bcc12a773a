using Microsoft.Extensions.Caching.Memory;

namespace Platform.Kernel.Identity;

/// <summary>Keeps principals in memory; whatever changes a user, his sessions, his roles or his tenant makes every replica forget at once.</summary>
/// <remarks>What is kept is kept for seconds only, should a message between replicas be lost.</remarks>
internal sealed class PrincipalCache(PrincipalReader reader, IdentityNews news, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private readonly MemoryCache sessions = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    /// <param name="Principal">Null when the session is over: its tokens are refused without asking again.</param>
<<<<<<< HEAD
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
=======
    private sealed record Entry(Principal? Principal, NewsStamp Stamp);
>>>>>>> h1

    /// <summary>The current principal of a session, or null when its tokens are worth nothing any more.</summary>
    public ValueTask<Principal?> FindAsync(Guid sessionId, Guid userId, CancellationToken cancellation)
    {
        if (sessions.Get<Entry>(sessionId) is { } entry && news.Stands(entry.Stamp, userId)
            && (entry.Principal is not { } known || (known.Scope.UserId == userId && news.Stands(entry.Stamp, known.Scope.TenantId))))
        {
            return new(entry.Principal?.ExpiresAt > clock.GetUtcNow() ? entry.Principal : null);
        }

        return ReadAsync(sessionId, userId, cancellation);
    }

    /// <summary>Makes every replica forget a user, or everybody of a tenant; called after the change is committed.</summary>
    public Task ForgetAsync(Guid userOrTenant) => news.ForgetAsync(userOrTenant);

    public void Dispose() => sessions.Dispose();

    private async ValueTask<Principal?> ReadAsync(Guid sessionId, Guid userId, CancellationToken cancellation)
    {
        var stamp = news.Stamp();
        var principal = await reader.ReadAsync(sessionId, clock.GetUtcNow(), cancellation);
        if (principal is not null && principal.Scope.UserId != userId)
        {
            return null;
        }

        sessions.Set(sessionId, new Entry(principal, stamp), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Kept, Size = 1 });
        return principal;
    }
<<<<<<< HEAD

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
=======
>>>>>>> h1
}
