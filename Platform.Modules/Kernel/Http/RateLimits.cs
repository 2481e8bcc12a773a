using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Platform.Kernel.Http;

/// <summary>A bucket of requests an hour. Endpoints name theirs; a request takes from one only.</summary>
/// <param name="Name">Part of the key in Redis.</param>
/// <param name="Setting">The configuration key, also an environment variable, that changes <paramref name="PerHour"/>.</param>
/// <param name="ByAddress">Counted by address even for a signed-in user.</param>
public sealed record RateLimit(string Name, string Setting, int PerHour, bool ByAddress = false);

/// <summary>The limits in force: the defaults of the buckets, and what configuration makes of them.</summary>
public sealed class RateLimits(IConfiguration configuration)
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public bool Enabled { get; } = configuration.GetValue("RATE_LIMIT_ENABLED", defaultValue: true);

    public int PerHour(RateLimit limit) => configuration.GetValue(limit.Setting, limit.PerHour);
}

public static class RateLimitConventions
{
    public static TBuilder RateLimited<TBuilder>(this TBuilder builder, RateLimit limit) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(limit);
}
