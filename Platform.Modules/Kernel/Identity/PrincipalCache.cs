using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.Kernel.Identity;

/// <summary>Keeps principals in memory and asks Redis on every request whether they are still current.</summary>
/// <remarks>
/// Each user has a version in Redis; whatever changes him or his sessions changes it, on every replica at once.
/// Without Redis nothing is taken from memory, and a kept principal lives seconds only.
/// </remarks>
internal sealed partial class PrincipalCache(
    IConnectionMultiplexer redis, PrincipalReader reader, TimeProvider clock, ILogger<PrincipalCache> logger) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private readonly MemoryCache sessions = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    private sealed record Entry(Principal Principal, RedisValue Version);

    /// <summary>The current principal of a session, or null when its tokens are worth nothing any more.</summary>
    public async Task<Principal?> FindAsync(Guid sessionId, Guid userId, CancellationToken cancellation)
    {
        var version = await VersionAsync(userId);
        var now = clock.GetUtcNow();
        if (version is { } current && sessions.TryGetValue(sessionId, out Entry? entry) && entry!.Version == current)
        {
            return entry.Principal.ExpiresAt > now ? entry.Principal : null;
        }

        var principal = await reader.ReadAsync(sessionId, now, cancellation);
        if (principal is not null && principal.Scope.UserId == userId && version is { } read)
        {
            sessions.Set(sessionId, new Entry(principal, read), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Kept, Size = 1 });
        }

        return principal?.Scope.UserId == userId ? principal : null;
    }

    /// <summary>Makes every replica forget what it knows of a user; called after the change is committed.</summary>
    public async Task ForgetAsync(Guid userId)
    {
        try
        {
            await redis.GetDatabase().StringSetAsync(Key(userId), Guid.CreateVersion7().ToString("N"), TimeSpan.FromDays(1));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogLate(logger, userId, exception.GetType().Name);
        }
    }

    public void Dispose() => sessions.Dispose();

    private async Task<RedisValue?> VersionAsync(Guid userId)
    {
        try
        {
            return await redis.GetDatabase().StringGetAsync(Key(userId));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return null;
        }
    }

    private static RedisKey Key(Guid userId) => $"identity:version:{userId:N}";

    [LoggerMessage(LogLevel.Error, "Replicas may know an old state of user {User} for some seconds: Redis is away ({Fault})")]
    private static partial void LogLate(ILogger logger, Guid user, string fault);
}
