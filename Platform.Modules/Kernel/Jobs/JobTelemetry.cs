using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>Spans and metrics of jobs that Workers run.</summary>
internal static class JobTelemetry
{
    private const string Name = "Platform.Jobs";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>("platform.jobs.attempts", "{attempt}", "Attempts at jobs, by kind and outcome");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram("platform.jobs.duration", "s", "How long an attempt at a job took",
        tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600] });

    /// <summary>Begins an attempt, in the trace that asked for the job.</summary>
    public static JobAttempt Start(string kind, string? traceParent) =>
        new(kind, Source.StartActivity($"job {kind}", ActivityKind.Consumer, EventTelemetry.Parent(traceParent))?.SetTag("platform.job.kind", kind));

    public static void Finished(string kind, string outcome, TimeSpan took)
    {
        KeyValuePair<string, object?> byKind = new("platform.job.kind", kind), byOutcome = new("platform.job.outcome", outcome);
        Attempts.Add(1, byKind, byOutcome);
        Duration.Record(took.TotalSeconds, byKind, byOutcome);
    }
}

/// <summary>One attempt at a job, measured until it is disposed.</summary>
internal sealed class JobAttempt(string kind, Activity? activity) : IDisposable
{
    public const string Retried = "retried";
    public const string Interrupted = "interrupted";

    /// <summary>The job was over already.</summary>
    public const string Skipped = "skipped";

    private readonly long started = Stopwatch.GetTimestamp();

    /// <summary>What came of it: a final state of the job, or one of the above.</summary>
    public string Outcome { get; set; } = Retried;

    /// <summary>Says why it did not succeed.</summary>
    public void Fail(Exception exception) => EventTelemetry.Fail(activity, exception);

    public void Dispose()
    {
        JobTelemetry.Finished(kind, Outcome, Stopwatch.GetElapsedTime(started));
        activity?.SetTag("platform.job.outcome", Outcome).Dispose();
    }
}
