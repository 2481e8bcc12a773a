using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.Kernel.Caching;

/// <summary>Keeps what was read in memory for as long as its version in Redis stands: right on every replica the moment after a change.</summary>
/// <remarks>A read costs one round trip to Redis instead of a query. While Redis is away nothing is kept, and every read asks the database.</remarks>
public sealed partial class VersionedCache(IServiceProvider services, ILogger<VersionedCache> logger) : IDisposable
{
    private const string EverySegment = "*";
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan VersionKept = TimeSpan.FromDays(1);

    // A migration has no Redis: it makes what could keep things, and keeps nothing.
    private readonly Lazy<IConnectionMultiplexer> redis = new(services.GetRequiredService<IConnectionMultiplexer>);
    private readonly MemoryCache values = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    private sealed record Entry(string Version, object? Value);

    /// <param name="segment">What kind of thing it is; the cache is counted and emptied by it.</param>
    /// <param name="owner">Whose things are forgotten together.</param>
    /// <param name="item">Which of them.</param>
    public async Task<T> GetAsync<T>(string segment, string owner, string item, Func<Task<T>> read) =>
        (await GetAllAsync<T>(segment, owner, [item], async _ => new Dictionary<string, T> { [item] = await read() }))[item];

    /// <summary>Several items of one owner, for one round trip.</summary>
    /// <param name="read">Gets those that are not known.</param>
    public async Task<IReadOnlyDictionary<string, T>> GetAllAsync<T>(
        string segment, string owner, IReadOnlyCollection<string> items, Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, T>>> read)
    {
        if (await VersionAsync(segment, owner) is not { } version)
        {
            return await read([.. items]);
        }

        var found = new Dictionary<string, T>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (values.TryGetValue($"{Name(segment, owner)}:{item}", out Entry? known) && known!.Version == version)
            {
                found[item] = (T)known.Value!;
            }
        }

        if (found.Count == items.Count)
        {
            return found;
        }

        foreach (var (item, value) in await read([.. items.Where(i => !found.ContainsKey(i))]))
        {
            found[item] = value;
            values.Set($"{Name(segment, owner)}:{item}", new Entry(version, value), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
        }

        return found;
    }

    /// <summary>Makes every replica read again; called after the change is committed.</summary>
    /// <returns>Whether they were told.</returns>
    public async Task<bool> ForgetAsync(string segment, string owner)
    {
        try
        {
            // Random, not counted: a version that expired must not come back with an old value.
            await redis.Value.GetDatabase().StringSetAsync(Name(segment, owner), Guid.CreateVersion7().ToString(), VersionKept);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogLate(logger, segment, exception.GetType().Name);
            return false;
        }
    }

    /// <summary>The same for everything that is an owner's.</summary>
    public Task<bool> ForgetAllAsync(string owner) => ForgetAsync(EverySegment, owner);

    /// <summary>How many values of an owner this replica keeps, by segment.</summary>
    public IReadOnlyDictionary<string, int> Count(string owner) => values.Keys.Cast<string>().Select(k => k.Split(':', 4))
        .Where(k => k[2] == owner).GroupBy(k => k[1], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>Gives back at once what this replica keeps of an owner; other replicas find theirs outdated.</summary>
    /// <returns>How many values there were.</returns>
    public int Drop(string owner, string? segment = null)
    {
        var keys = values.Keys.Cast<string>().Where(k => k.Split(':', 4) is var parts && parts[2] == owner && (segment is null || parts[1] == segment)).ToList();
        keys.ForEach(values.Remove);
        return keys.Count;
    }

    public void Dispose() => values.Dispose();

    private async Task<string?> VersionAsync(string segment, string owner)
    {
        try
        {
            var versions = await redis.Value.GetDatabase().StringGetAsync([Name(segment, owner), Name(EverySegment, owner)]);
            return $"{versions[0]}/{versions[1]}";
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
