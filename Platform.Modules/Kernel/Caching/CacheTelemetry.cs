using System.Diagnostics.Metrics;

namespace Platform.Kernel.Caching;

/// <summary>Counts how often what is kept in memory saves a read of the database.</summary>
internal static class CacheTelemetry
{
    private static readonly Meter Meter = new("Platform.Caching");
    private static readonly Counter<long> Hits = Meter.CreateCounter<long>("platform.cache.hits", "{read}", "Reads that memory answered, by segment");
    private static readonly Counter<long> Misses = Meter.CreateCounter<long>("platform.cache.misses", "{read}", "Reads that went to the database, by segment");

    /// <param name="segment">What kind of thing was read; one of few, named by the code.</param>
    public static void Hit(string segment) => Hits.Add(1, Of(segment));

    public static void Miss(string segment) => Misses.Add(1, Of(segment));

    private static KeyValuePair<string, object?> Of(string segment) => new("platform.cache.segment", segment);
}
