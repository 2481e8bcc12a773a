namespace Aspire.StackExchange.Redis;

/// <summary>Settings of a Redis connection, from <c>Aspire:StackExchange:Redis</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    public bool DisableTracing { get; set; }

    /// <summary>True to connect on first use instead of at the start.</summary>
    public bool DisableAutoActivation { get; set; }
}
