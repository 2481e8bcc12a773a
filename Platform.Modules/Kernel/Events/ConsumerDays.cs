using Npgsql;

namespace Platform.Kernel.Events;

/// <summary>Counts what a consumer did, in the transaction that did it.</summary>
internal static class ConsumerDays
{
    public static NpgsqlBatchCommand Add(string consumer, in BatchCounts counts, TimeSpan took, DateTimeOffset now) => new("""
        INSERT INTO events.consumer_days AS d (consumer, day, processed, failed, duplicates, milliseconds, last_processed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (consumer, day) DO UPDATE SET processed = d.processed + excluded.processed, failed = d.failed + excluded.failed,
            duplicates = d.duplicates + excluded.duplicates, milliseconds = d.milliseconds + excluded.milliseconds,
            last_processed_at = excluded.last_processed_at
        """)
    {
        Parameters =
        {
            new() { Value = consumer },
            new() { Value = DateOnly.FromDateTime(now.UtcDateTime) },
            new() { Value = (long)counts.Processed },
            new() { Value = (long)counts.Failed },
            new() { Value = (long)counts.Duplicates },
            new() { Value = took.TotalMilliseconds },
            new() { Value = now.UtcDateTime },
        },
    };
}
