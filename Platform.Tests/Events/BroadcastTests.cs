using Platform.Events.Streaming;

namespace Platform.Tests.Events;

/// <summary>What bounds the stream: the window of events that are remembered, and the patience with a slow client.</summary>
public sealed class BroadcastTests
{
    private static readonly Guid Tenant = Guid.CreateVersion7();

    [Fact]
    public void The_window_forgets_the_oldest_and_says_so()
    {
        var window = new BroadcastWindow();
        window.Begin(5);
        using var listener = new Listener(Tenant, null, null, []);
        for (var sequence = 6UL; sequence <= 10_010; sequence++)
        {
            window.Add(Event(sequence));
        }

        Assert.Equal(10UL, window.CompleteAfter);
        Assert.Equal(10_000, window.After(0, listener).Count);
        Assert.Equal([10_009UL, 10_010UL], window.After(10_008, listener).Select(e => e.Sequence));
    }

    [Fact]
    public void The_window_is_bounded_in_bytes_too()
    {
        var window = new BroadcastWindow();
        for (var sequence = 1UL; sequence <= 40; sequence++)
        {
            window.Add(Event(sequence, bytes: 1024 * 1024));
        }

        Assert.Equal(24UL, window.CompleteAfter);
    }

    [Fact]
    public void A_client_that_does_not_keep_up_is_cut_off()
    {
        using var listener = new Listener(Tenant, null, null, []);
        for (var sequence = 1; sequence <= Listener.MaxWaiting; sequence++)
        {
            listener.Offer(Event((ulong)sequence));
        }

        Assert.False(listener.Closing.IsCancellationRequested);
        listener.Offer(Event(1000));
        Assert.True(listener.Closing.IsCancellationRequested);
    }

    private static Broadcast Event(ulong sequence, int bytes = 10) => new(sequence, Tenant, null, null, null, new byte[bytes]);
}
