using System.Diagnostics;

namespace Platform.Tests.Support;

/// <summary>Waits for what happens soon, without guessing when.</summary>
public static class Retry
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within <paramref name="patience"/> (20 seconds).</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (patience ?? TimeSpan.FromSeconds(20)))
            {
                throw new TimeoutException($"Waited in vain until {what}.");
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks until the answer satisfies the condition, and returns it.</summary>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> condition, TimeSpan? patience = null)
    {
        T? last = default;
        await UntilAsync(what, async () => condition(last = await ask()), patience);
        return last!;
    }
}
