using Microsoft.Extensions.Time.Testing;
using Platform.Kernel.Events;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Events;

/// <summary>A consumer waits for a larger batch only while others are at work, and never long.</summary>
public sealed class BatchTurnsTests
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private readonly FakeTimeProvider clock = new();
    private readonly TaskCompletionSource others = new();
    private readonly BatchTurns turns;

    public BatchTurnsTests() => turns = new BatchTurns(clock, atOnce: 2);

    [Fact]
    public void Who_comes_while_processors_are_free_does_not_wait()
    {
        Assert.True(Gather(() => false).IsCompletedSuccessfully);
        var one = turns.RunAsync(() => others.Task);
        Assert.True(Gather(() => false).IsCompletedSuccessfully);
        Assert.False(one.IsCompleted);
    }

    [Fact]
    public async Task Who_comes_while_enough_are_at_work_waits_until_they_are_done()
    {
        var work = BusyAsync();
        var gathering = Gather(() => false);
        Assert.False(gathering.IsCompleted);
        others.SetResult();
        await work;
        clock.Advance(Look);
        await SoonAsync(gathering);
    }

    [Fact]
    public async Task Or_until_enough_is_gathered()
    {
        var work = BusyAsync();
        Assert.True(Gather(() => true).IsCompletedSuccessfully);
        var gathered = false;
        var gathering = Gather(() => gathered);
        Assert.False(gathering.IsCompleted);
        gathered = true;
        clock.Advance(Look);
        await SoonAsync(gathering);
        Assert.False(work.IsCompleted);
    }

    [Fact]
    public async Task Or_until_it_has_looked_ten_times()
    {
        var work = BusyAsync();
        var looks = 0;
        var gathering = Gather(() =>
        {
            looks++;
            return false;
        });
        await Retry.Until(() =>
        {
            clock.Advance(Look);
            return Task.FromResult(gathering.IsCompletedSuccessfully);
        }, "the end of the wait");
        Assert.Equal(10, looks);
        Assert.False(work.IsCompleted);
    }

    [Fact]
    public async Task A_stop_ends_the_wait()
    {
        var work = BusyAsync();
        using var stop = new CancellationTokenSource();
        var gathering = turns.GatherAsync(() => false, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SoonAsync(gathering));
        Assert.False(work.IsCompleted);
    }

    [Fact]
    public async Task A_batch_that_fails_gives_its_turn_back()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => turns.RunAsync(() => throw new InvalidOperationException()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => turns.RunAsync(() => throw new InvalidOperationException()));
        Assert.True(Gather(() => false).IsCompletedSuccessfully);
    }

    private static Task SoonAsync(Task gathering) => gathering.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    private Task Gather(Func<bool> enough) => turns.GatherAsync(enough, TestContext.Current.CancellationToken);

    private Task BusyAsync() => Task.WhenAll(turns.RunAsync(() => others.Task), turns.RunAsync(() => others.Task));
}
