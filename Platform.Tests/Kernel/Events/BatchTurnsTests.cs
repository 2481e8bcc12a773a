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
        var one = turns.TakeAsync(() => others.Task);
        Assert.True(Gather(() => false).IsCompletedSuccessfully);
        Assert.False(one.IsCompleted);
    }

    [Fact]
    public async Task Who_comes_while_enough_are_at_work_waits_until_they_are_done()
    {
        var work = BusyAsync();
        var gathering = Gather(() => false);
        clock.Advance(Look);
        Assert.False(gathering.IsCompleted);
        others.SetResult();
        await work;
        await EndsAsync(gathering);
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
        await EndsAsync(gathering);
        Assert.False(work.IsCompleted);
    }

    [Fact]
    public async Task Or_until_it_has_waited_for_fifty_milliseconds()
    {
        var work = BusyAsync();
        var gathering = Gather(() => false);
        for (var look = 1; look <= 9; look++)
        {
            clock.Advance(Look);
            await Task.Delay(1, TestContext.Current.CancellationToken);
            Assert.False(gathering.IsCompleted);
        }

        await EndsAsync(gathering);
        Assert.False(work.IsCompleted);
    }

    [Fact]
    public async Task A_batch_that_fails_gives_its_turn_back()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => turns.TakeAsync(() => throw new InvalidOperationException()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => turns.TakeAsync(() => throw new InvalidOperationException()));
        Assert.True(Gather(() => false).IsCompletedSuccessfully);
    }

    private Task EndsAsync(Task gathering) => Retry.Until(() =>
    {
        clock.Advance(Look);
        return Task.FromResult(gathering.IsCompletedSuccessfully);
    }, "the end of the wait");

    private Task Gather(Func<bool> enough) => turns.GatherAsync(enough, TestContext.Current.CancellationToken);

    private Task BusyAsync() => Task.WhenAll(turns.TakeAsync(() => others.Task), turns.TakeAsync(() => others.Task));
}
