using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.Kernel.Http;

/// <summary>How much of a bucket a request found.</summary>
internal readonly record struct RateTaken(int Limit, long Remaining, DateTimeOffset Reset, bool Exceeded);

/// <summary>Counts requests in Redis, so that all replicas share the buckets.</summary>
/// <remarks>
/// A replica takes requests from the shared bucket in blocks of a hundredth of it, twenty at most, so that most requests ask nobody;
/// an exhausted bucket is remembered until its window ends. A window starts with its first request.
/// While Redis is away nothing is limited: a ledger that refuses its owner is worse.
/// </remarks>
internal sealed partial class RateLimiter(IConnectionMultiplexer redis, RateLimits limits, TimeProvider clock, ILogger<RateLimiter> logger) : IDisposable
{
    private const int LargestBlock = 20;

    private const string TakeBlock = """
        local n = redis.call('INCRBY', KEYS[1], ARGV[2])
        local left = redis.call('PTTL', KEYS[1])
        if left < 0 then
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            left = tonumber(ARGV[1])
        end
        return {n, left}
        """;

    private readonly MemoryCache buckets = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>Takes one request from a bucket; null when nothing is limited.</summary>
    public ValueTask<RateTaken?> TakeAsync(RateLimit limit, string key)
    {
        if (!limits.Enabled)
        {
            return default;
        }

        var name = $"rate:{limit.Name}:{key}";
        var bucket = buckets.Get<Bucket>(name) ?? Open(name, limits.PerHour(limit));
        return bucket.TryTake(clock.GetUtcNow(), out var taken) ? new(taken) : RefillAsync(bucket);
    }

    public void Dispose() => buckets.Dispose();

    private Bucket Open(string name, int limit)
    {
        lock (buckets)
        {
            if (buckets.Get<Bucket>(name) is { } opened)
            {
                return opened;
            }

            var bucket = new Bucket(name, limit, Math.Clamp(limit / 100, 1, LargestBlock));
            buckets.Set(name, bucket, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = RateLimits.Window });

            // What a full cache does not keep takes one request at a time, or the rest of its block would be lost.
            return buckets.Get<Bucket>(name) ?? new Bucket(name, limit, block: 1);
        }
    }

    private async ValueTask<RateTaken?> RefillAsync(Bucket bucket)
    {
        await bucket.Refilling.WaitAsync();
        try
        {
            if (bucket.TryTake(clock.GetUtcNow(), out var found))
            {
                return found;
            }

            var answer = (long[])(await redis.GetDatabase().ScriptEvaluateAsync(
                TakeBlock, [bucket.Name], [(long)RateLimits.Window.TotalMilliseconds, bucket.Block]))!;
            bucket.Refill(answer[0], clock.GetUtcNow().AddMilliseconds(answer[1]));
            return bucket.TryTake(clock.GetUtcNow(), out var taken) ? taken : null;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUnlimited(logger, exception.GetType().Name);
            return null;
        }
        finally
        {
            bucket.Refilling.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Requests are not limited: Redis is away ({Fault})")]
    private static partial void LogUnlimited(ILogger logger, string fault);

    /// <summary>What this replica may still take of a shared bucket.</summary>
    private sealed class Bucket(string name, int limit, int block)
    {
        private readonly Lock guard = new();
        private DateTimeOffset reset;
        private long left;
        private long takenByAll;

        public SemaphoreSlim Refilling { get; } = new(1);

        public string Name => name;

        public int Block => block;

        /// <returns>False when the shared bucket has to be asked.</returns>
        public bool TryTake(DateTimeOffset now, out RateTaken taken)
        {
            lock (guard)
            {
                var exceeded = left == 0 && takenByAll >= limit;
                taken = new(limit, Math.Max(0, limit - takenByAll) + Math.Max(0, left - 1), reset, exceeded);
                if (now >= reset || (left == 0 && !exceeded))
                {
                    return false;
                }

                left = Math.Max(0, left - 1);
                return true;
            }
        }

        /// <param name="total">What all replicas have taken, this block included.</param>
        /// <param name="end">When the window ends.</param>
        public void Refill(long total, DateTimeOffset end)
        {
            lock (guard)
            {
                left = Math.Clamp(limit - (total - block), 0, block);
                (takenByAll, reset) = (total, end);
            }
        }
    }
}
