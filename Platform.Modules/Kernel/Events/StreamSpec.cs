namespace Platform.Kernel.Events;

/// <summary>A JetStream stream that the platform needs: which subjects it keeps and for how long.</summary>
/// <param name="WorkQueue">Messages leave the stream once they are acknowledged.</param>
internal sealed record StreamSpec(string Name, TimeSpan MaxAge, IReadOnlyList<string> Subjects, bool WorkQueue = false)
{
    /// <summary>What happened in the platform itself, published from the outbox.</summary>
    public static readonly StreamSpec Events = new("EVENTS", TimeSpan.FromDays(30), ["events.>"]);
}

/// <summary>A durable consumer whose messages are handled in stream order by one Worker at a time.</summary>
/// <param name="Filter">One subject: nats-server 2.9 knows no more.</param>
/// <param name="StartsWithin">How old a message may be that a consumer which has just been created begins with; any age when left out.</param>
internal sealed record ConsumerSpec(string Name, StreamSpec Stream, string Filter, TimeSpan? StartsWithin = null);
