namespace Platform.Events.Streaming;

/// <summary>The last events, so that a client that comes again gets what it missed.</summary>
internal sealed class BroadcastWindow
{
    private const int MaxEvents = 10_000;
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly Queue<Broadcast> events = new();
    private long bytes;

    /// <summary>Nothing that came after this sequence is missing.</summary>
    public ulong CompleteAfter { get; private set; }

    public void Begin(ulong completeAfter)
    {
        events.Clear();
        (bytes, CompleteAfter) = (0, completeAfter);
    }

    public void Add(Broadcast broadcast)
    {
        events.Enqueue(broadcast);
        bytes += broadcast.Frame.Length;
        while (events.Count > MaxEvents || bytes > MaxBytes)
        {
            var oldest = events.Dequeue();
            bytes -= oldest.Frame.Length;
            CompleteAfter = oldest.Sequence;
        }
    }

    public List<Broadcast> After(ulong sequence, Listener listener) => [.. events.Where(e => e.Sequence > sequence && listener.IsFor(e))];
}
