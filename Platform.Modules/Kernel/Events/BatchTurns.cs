namespace Platform.Kernel.Events;

/// <summary>Lets a consumer gather a larger batch while others of its process keep the processors busy: an event of a large batch costs much less.</summary>
/// <param name="atOnce">How many consumers apply batches before others wait.</param>
internal sealed class BatchTurns(TimeProvider clock, int atOnce)
{
    private const int Looks = 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private int applying;

    /// <summary>Half of the processors, for PostgreSQL works as long on a batch as its consumer.</summary>
    public BatchTurns(TimeProvider clock) : this(clock, Math.Max(1, Environment.ProcessorCount / 2))
    {
    }

    /// <summary>Returns when enough is gathered or others are done, after 50 ms at the latest.</summary>
    public async Task GatherAsync(Func<bool> enough, CancellationToken cancellation)
    {
        for (var look = 0; look < Looks && Volatile.Read(ref applying) >= atOnce && !enough(); look++)
        {
            await Task.Delay(Look, clock, cancellation);
        }
    }

    public async Task TakeAsync(Func<Task> apply)
    {
        Interlocked.Increment(ref applying);
        try
        {
            await apply();
        }
        finally
        {
            Interlocked.Decrement(ref applying);
        }
    }
}
