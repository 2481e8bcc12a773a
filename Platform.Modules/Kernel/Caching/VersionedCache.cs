using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.Kernel.Caching;

/// <summary>Keeps what was read in memory for as long as its version in Redis stands: right on every replica the moment after a change.</summary>
/// <remarks>A read costs one round trip to Redis instead of a query. While Redis is away nothing is kept, and every read asks the database.</remarks>
public sealed partial class VersionedCache(IConnectionMultiplexer redis, ILogger<VersionedCache> logger) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan VersionKept = TimeSpan.FromDays(1);
    private readonly MemoryCache values = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    private sealed record Entry(RedisValue Version, object? Value);

    /// <param name="segment">What kind of thing it is; the cache is counted and emptied by it.</param>
    /// <param name="owner">Whose things are forgotten together.</param>
    /// <param name="item">Which of them.</param>
    public async Task<T> GetAsync<T>(string segment, string owner, string item, Func<Task<T>> read)
    {
        if (await VersionAsync(segment, owner) is not { } version)
        {
            return await read();
        }

        var name = $"{Name(segment, owner)}:{item}";
        if (values.TryGetValue(name, out Entry? known) && known!.Version == version)
        {
            return (T)known.Value!;
        }

        var value = await read();
        values.Set(name, new Entry(version, value), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
        return value;
    }

    /// <summary>Makes every replica read again; called after the change is committed.</summary>
    public async Task ForgetAsync(string segment, string owner)
    {
        try
        {
            // Random, not counted: a version that expired must not come back with an old value.
            await redis.GetDatabase().StringSetAsync(Name(segment, owner), Guid.CreateVersion7().ToString(), VersionKept);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogLate(logger, segment, exception.GetType().Name);
        }
    }

    /// <summary>How many values this replica keeps, by segment.</summary>
    public IReadOnlyDictionary<string, int> Count() => values.Keys.Cast<string>()
        .GroupBy(k => k.Split(':')[1], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    public void Dispose() => values.Dispose();

    private async Task<RedisValue?> VersionAsync(string segment, string owner)
    {
        try
        {
            return await redis.GetDatabase().StringGetAsync(Name(segment, owner));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUncached(logger, segment, exception.GetType().Name);
            return null;
        }
    }

    private static string Name(string segment, string owner) => $"cache:{segment}:{owner}";

    [LoggerMessage(LogLevel.Error, "Replicas may keep an old {Segment} for some minutes: Redis is away ({Fault})")]
    private static partial void LogLate(ILogger logger, string segment, string fault);

    [LoggerMessage(LogLevel.Warning, "{Segment} is read from the database: Redis is away ({Fault})")]
    private static partial void LogUncached(ILogger logger, string segment, string fault);
}
