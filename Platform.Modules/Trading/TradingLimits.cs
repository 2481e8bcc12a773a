using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Trading;

/// <summary>Limits of the trading surface, changed by the environment variables that they name.</summary>
internal static class TradingLimits
{
    public static readonly RateLimit Api = new("api", "API_RATE_LIMIT_PER_HOUR", 1000);
    public static readonly RateLimit Auth = new("auth", "AUTH_RATE_LIMIT_PER_HOUR", 60, ByAddress: true);
    public static readonly RateLimit Operations = new("trading", "TRADING_RATE_LIMIT_PER_HOUR", 600);

    public static readonly TokenLifetimes Tokens = new(TimeSpan.FromHours(1), TimeSpan.FromDays(7));
}
