using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.Kernel.Http;

/// <summary>Counts attempts at something that must not be tried too often, such as a password, for all replicas.</summary>
internal sealed partial class Attempts(IConnectionMultiplexer redis, RateLimits limits, ILogger<Attempts> logger)
{
    private const string Count = """
        local n = redis.call('INCR', KEYS[1])
        if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
        return {n, redis.call('PTTL', KEYS[1])}
        """;

    /// <returns>Null when the attempt may be made; else a problem that says when to try again.</returns>
    public async Task<Problem?> RefuseAsync(string what, string who, int most, TimeSpan window)
    {
        if (!limits.Enabled)
        {
            return null;
        }

        try
        {
            var answer = (long[])(await redis.GetDatabase().ScriptEvaluateAsync(Count, [Key(what, who)], [(long)window.TotalMilliseconds]))!;
            return answer[0] <= most ? null : new Problem(ProblemKind.TooManyRequests, "Too many attempts. Please try again later.")
            {
                RetryAfter = TimeSpan.FromMilliseconds(Math.Max(1000, answer[1])), Limit = most,
            };
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUncounted(logger, what, exception.GetType().Name);
            return null;
        }
    }

    /// <summary>Forgets the attempts of somebody who succeeded.</summary>
    public async Task ForgetAsync(string what, string who)
    {
        try
        {
            await redis.GetDatabase().KeyDeleteAsync(Key(what, who));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogUncounted(logger, what, exception.GetType().Name);
        }
    }

    private static string Key(string what, string who) => $"attempts:{what}:{who}";

    [LoggerMessage(LogLevel.Warning, "Attempts at {What} are not counted: Redis is away ({Fault})")]
    private static partial void LogUncounted(ILogger logger, string what, string fault);
}
