using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Platform.Tests.Support;

/// <summary>An exporter that keeps what a host exports. All hosts of a process hear of all its spans.</summary>
public sealed class RecordedSpans : BaseExporter<Activity>
{
    private readonly ConcurrentQueue<Activity> spans = new();

    /// <summary>Where a test begins a trace of its own; the hosts export it, too.</summary>
    public static ActivitySource Source { get; } = new("Platform.Tests");

    /// <summary>Exporting, to nobody, with the sampler that Aspire asks for.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1",
        ["OTEL_TRACES_SAMPLER"] = "always_on",
    };

    public IReadOnlyList<Activity> All => [.. spans];

    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. spans.Where(s => s.TraceId == trace)];

    public void Attach(WebApplicationBuilder builder) =>
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(new SimpleActivityExportProcessor(this)));

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            spans.Enqueue(span);
        }

        return ExportResult.Success;
    }
}
