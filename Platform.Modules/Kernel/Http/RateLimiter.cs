using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.Kernel.Http;

/// <summary>How much of a bucket a request found.</summary>
internal readonly record struct RateTaken(int Limit, long Remaining, DateTimeOffset Reset, bool Exceeded);

/// <summary>Counts requests in Redis, so that all replicas share the buckets.</summary>
/// <remarks>A window starts with its first request. While Redis is away nothing is limited: a ledger that refuses its owner is worse.</remarks>
internal sealed partial class RateLimiter(IConnectionMultiplexer redis, RateLimits limits, TimeProvider clock, ILogger<RateLimiter> logger)
{
    private const string Take = """
        local n = redis.call('INCR', KEYS[1])
        local left = redis.call('PTTL', KEYS[1])
        if left < 0 then
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            left = tonumber(ARGV[1])
        end
        return {n, left}
        """;

    private static readonly RedisValue[] WindowArgument = [(long)RateLimits.Window.TotalMilliseconds];
    private readonly ConcurrentDictionary<RateLimit, int> perHour = new();

    /// <summary>Takes one request from a bucket; null when nothing is limited.</summary>
    public async Task<RateTaken?> TakeAsync(RateLimit limit, string key)
    {
        if (!limits.Enabled)
        {
            return null;
        }

        var allowed = perHour.GetOrAdd(limit, limits.PerHour);
        try
        {
            var taken = (long[])(await redis.GetDatabase().ScriptEvaluateAsync(Take, [$"rate:{limit.Name}:{key}"], WindowArgument))!;
            return new(allowed, Math.Max(0, allowed - taken[0]), clock.GetUtcNow().AddMilliseconds(taken[1]), taken[0] > allowed);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUnlimited(logger, exception.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Requests are not limited: Redis is away ({Fault})")]
    private static partial void LogUnlimited(ILogger logger, string fault);
}
