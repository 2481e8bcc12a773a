using System.Diagnostics;

namespace Platform.Tests.Support;

/// <summary>Waits for what happens soon, without guessing when.</summary>
public static class Retry
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the condition holds; fails when it does not in time (30 seconds).</summary>
    public static async Task Until(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (patience ?? Patience))
            {
                Assert.Fail($"It never came about that {what}.");
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Reads until the value is the expected one; shows the last value otherwise.</summary>
    public static async Task UntilEqual<T>(T expected, Func<Task<T>> read, TimeSpan? patience = null)
    {
        var started = Stopwatch.GetTimestamp();
        T value;
        while (!Equals(value = await read(), expected) && Stopwatch.GetElapsedTime(started) < (patience ?? Patience))
        {
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, value);
    }
}
