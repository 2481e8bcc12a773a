using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Kernel.Events;

/// <summary>Spans and metrics of everything that consumes or publishes messages.</summary>
internal static class EventTelemetry
{
    public const string Name = "Platform.Messaging";
    public const string TraceParent = "traceparent";
    private const int MaxLinks = 128;

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("platform.events", "{event}", "Events by consumer and outcome");
    private static readonly Histogram<double> BatchDuration =
        Meter.CreateHistogram<double>("platform.events.batch.duration", "s", "From the start of a batch to its commit");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("platform.events.batch.size", "{event}", "Messages in a batch");

    /// <summary>Starts the span of a batch: linked to the traces of its messages, or within the trace if there is only one.</summary>
    public static Activity? StartBatch(string consumer, IReadOnlyList<StreamMessage> messages)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var traces = messages.Select(Context).OfType<ActivityContext>().Take(MaxLinks).ToList();
        var activity = traces.Count == 1
            ? Source.StartActivity($"process {consumer}", ActivityKind.Consumer, traces[0])
            : Source.StartActivity($"process {consumer}", ActivityKind.Consumer, parentContext: default, links: traces.Select(t => new ActivityLink(t)));
        activity?.SetTag("messaging.batch.message_count", messages.Count);
        return activity;
    }

    /// <summary>Starts the span of a publication, in the trace that led to it.</summary>
    public static Activity? StartPublish(string subject, string? traceParent)
    {
        var known = ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        return Source.StartActivity($"publish {subject}", ActivityKind.Producer, known ? parent : default);
    }

    /// <summary>Starts the span of a job, in the trace that asked for it.</summary>
    public static Activity? StartJob(string kind, string? traceParent)
    {
        var known = ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        return Source.StartActivity($"job {kind}", ActivityKind.Consumer, known ? parent : default);
    }

    /// <summary>Counts a committed batch and leaves a span in the trace of each message that has one.</summary>
    public static void Committed(string consumer, IReadOnlyList<StreamMessage> messages, in BatchCounts counts, DateTimeOffset started, TimeSpan took)
    {
        var tag = new KeyValuePair<string, object?>("consumer", consumer);
        Count("processed", counts.Processed);
        Count("failed", counts.Failed);
        Count("duplicate", counts.Duplicates);
        BatchDuration.Record(took.TotalSeconds, tag);
        BatchSize.Record(messages.Count, tag);
        if (!Source.HasListeners())
        {
            return;
        }

        foreach (var message in messages)
        {
            if (Context(message) is { } parent && parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            {
                using var activity = Source.StartActivity($"process {message.Subject}", ActivityKind.Consumer, parent, startTime: started);
                activity?.SetTag("messaging.destination.name", message.Subject);
                activity?.SetEndTime((started + took).UtcDateTime);
                activity?.SetStatus(message.IsRefused ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
            }
        }

        void Count(string outcome, int events)
        {
            if (events > 0)
            {
                Events.Add(events, tag, new("outcome", outcome));
            }
        }
    }

    private static ActivityContext? Context(StreamMessage message) =>
        ActivityContext.TryParse(message.Header(TraceParent), null, isRemote: true, out var context) ? context : null;
}
