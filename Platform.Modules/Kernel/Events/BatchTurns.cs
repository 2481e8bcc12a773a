namespace Platform.Kernel.Events;

/// <summary>Lets a consumer gather a larger batch while others of its process keep the processors busy: an event of a large batch costs much less.</summary>
/// <param name="atOnce">How many consumers apply batches before others wait.</param>
internal sealed class BatchTurns(TimeProvider clock, int atOnce)
{
    private const int Looks = 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private int applying;

    /// <summary>Half of the processors: on a machine of its own PostgreSQL works meanwhile, beside the Worker it needs the other half.</summary>
    public BatchTurns(TimeProvider clock) : this(clock, Math.Max(1, Environment.ProcessorCount / 2))
    {
    }

    /// <summary>Returns when enough is gathered, others are done, or some 50 ms are over.</summary>
    public async Task GatherAsync(Func<bool> enough, CancellationToken cancellation)
    {
        for (var look = 0; look < Looks && Volatile.Read(ref applying) >= atOnce && !enough(); look++)
        {
            await Task.Delay(Look, clock, cancellation);
        }
    }

    /// <summary>Applies a batch, for which others may wait.</summary>
    public async Task RunAsync(Func<Task> apply)
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
