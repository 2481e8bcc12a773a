using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Kernel.Events;

/// <summary>Spans and metrics of everything that consumes or publishes messages.</summary>
internal static class EventTelemetry
{
    public const string Name = "Platform.Messaging";
    public const string TraceParent = "traceparent";
    private const int MaxLinks = 128;
    private const string ConsumerTag = "messaging.consumer.group.name";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600] };
    private static readonly InstrumentAdvice<int> Counts = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 2048, 4096] };

    private static readonly Counter<long> EventsReceived =
        Meter.CreateCounter<long>("platform.events.received", "{event}", "Events that a consumer got from its stream");
    private static readonly Counter<long> EventsApplied =
        Meter.CreateCounter<long>("platform.events.applied", "{event}", "Events whose effect is committed");
    private static readonly Counter<long> EventsFailed =
        Meter.CreateCounter<long>("platform.events.failed", "{event}", "Events that can never be applied and went to the dead letters");
    private static readonly Counter<long> EventsDuplicate =
        Meter.CreateCounter<long>("platform.events.duplicate", "{event}", "Events that had been applied before and were skipped");
    private static readonly Histogram<double> Lag = Meter.CreateHistogram(
        "platform.events.lag", "s", "From the moment the stream took the oldest event of a batch to the commit of the batch", tags: null, Seconds);
    private static readonly Histogram<double> BatchDuration = Meter.CreateHistogram(
        "platform.events.batch.duration", "s", "From the start of a batch to its commit", tags: null, Seconds);
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram(
        "platform.events.batch.size", "{event}", "Events in a committed batch", tags: null, Counts);
    private static readonly Counter<long> OutboxPublished =
        Meter.CreateCounter<long>("platform.outbox.published", "{message}", "Messages of the outbox that JetStream has acknowledged");
    private static readonly Gauge<double> OutboxAge =
        Meter.CreateGauge<double>("platform.outbox.age", "s", "Age of the oldest message that waits in the outbox");

    /// <summary>Starts the span of a batch: within the trace of its messages when they share one, else on its own and linked to theirs.</summary>
    /// <remarks>A span for each message would cost more than the message.</remarks>
    public static Activity? StartBatch(string consumer, IReadOnlyList<StreamMessage> messages)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var traces = messages.Select(Context).OfType<ActivityContext>().Take(MaxLinks).ToList();
        var shared = traces.Count > 0 && traces.TrueForAll(t => t.TraceId == traces[0].TraceId);
        var activity = Source.StartActivity($"process {consumer}", ActivityKind.Consumer,
            parentContext: shared ? traces[0] : default, links: traces.Skip(shared ? 1 : 0).Select(t => new ActivityLink(t)));
        return Describe(activity, "process", messages[0].Subject)
            ?.SetTag(ConsumerTag, consumer).SetTag("messaging.batch.message_count", messages.Count);
    }

    /// <summary>Starts the span of a publication, in the trace that led to it.</summary>
    public static Activity? StartPublish(string subject, string? traceParent) =>
        Describe(Source.StartActivity($"publish {subject}", ActivityKind.Producer, Parent(traceParent)), "send", subject);

    /// <summary>The span that a header names; none when there is no header.</summary>
    public static ActivityContext Parent(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent) ? parent : default;

    /// <summary>Says that a span did not succeed, without the exception's text: it may hold what nobody should read.</summary>
    public static void Fail(Activity? activity, Exception exception) =>
        activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name).SetTag("error.type", exception.GetType().FullName);

    public static void Received(string consumer, int events) => EventsReceived.Add(events, Consumer(consumer));

    /// <summary>Counts a committed batch.</summary>
    public static void Committed(
        Activity? activity, string consumer, IReadOnlyList<StreamMessage> messages, in BatchCounts counts, DateTimeOffset now, TimeSpan took)
    {
        activity?.SetTag("platform.events.applied", counts.Processed).SetTag("platform.events.failed", counts.Failed);
        var tag = Consumer(consumer);
        Count(EventsApplied, counts.Processed);
        Count(EventsFailed, counts.Failed);
        Count(EventsDuplicate, counts.Duplicates);
        Lag.Record(Math.Max(0, (now - messages[0].StoredAt).TotalSeconds), tag);
        BatchDuration.Record(took.TotalSeconds, tag);
        BatchSize.Record(messages.Count, tag);

        void Count(Counter<long> counter, int events)
        {
            if (events > 0)
            {
                counter.Add(events, tag);
            }
        }
    }

    public static void Published(int messages) => OutboxPublished.Add(messages);

    /// <param name="oldest">When the oldest waiting message was made; null when none waits.</param>
    public static void OutboxWaits(DateTimeOffset? oldest, DateTimeOffset now) =>
        OutboxAge.Record(oldest is { } made ? Math.Max(0, (now - made).TotalSeconds) : 0);

    private static Activity? Describe(Activity? activity, string operation, string subject) => activity
        ?.SetTag("messaging.system", "nats").SetTag("messaging.operation.type", operation).SetTag("messaging.destination.name", subject);

    private static KeyValuePair<string, object?> Consumer(string name) => new(ConsumerTag, name);

    private static ActivityContext? Context(StreamMessage message) =>
        ActivityContext.TryParse(message.Header(TraceParent), null, isRemote: true, out var context) ? context : null;
}
