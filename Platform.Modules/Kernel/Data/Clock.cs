namespace Platform.Kernel.Data;

internal static class Clock
{
    /// <summary>Now, to the microsecond: PostgreSQL keeps no more, and a POST must answer what the next GET does.</summary>
    public static DateTimeOffset Now(this TimeProvider clock) => Truncate(clock.GetUtcNow());

    public static DateTimeOffset Truncate(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
