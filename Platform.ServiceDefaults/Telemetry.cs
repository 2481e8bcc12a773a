using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Platform.ServiceDefaults;

/// <summary>Traces, metrics and logs over OTLP, when the environment names where to.</summary>
internal static class Telemetry
{
    private const string OwnSources = "Platform.*";
    private static readonly string[] Polled = ["/health", "/health/live", "/health/ready", "/status.json"];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var exported = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = builder.Services.AddOpenTelemetry().WithTracing(tracing =>
        {
            tracing.AddSource(OwnSources)
                .AddAspNetCoreInstrumentation(web => web.Filter = IsNotPolled)
                .AddHttpClientInstrumentation();

            // Where nothing is exported, trace ids still run through headers and messages; nobody would read the spans.
            tracing.SetSampler(exported
                ? new TraceSampler(builder.Configuration["OTEL_TRACES_SAMPLER"], builder.Configuration["OTEL_TRACES_SAMPLER_ARG"])
                : new AlwaysOffSampler());
        });
        if (!exported)
        {
            return;
        }

        telemetry.WithMetrics(metrics => metrics
            .AddMeter(OwnSources)
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation());
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        telemetry.UseOtlpExporter();
    }

    /// <summary>What probes and open pages ask every second or two would bury every other trace; each surface has a health of its own.</summary>
    private static bool IsNotPolled(HttpContext context) => HttpMethods.IsPost(context.Request.Method) ||
        !Polled.Any(end => context.Request.Path.Value!.EndsWith(end, StringComparison.OrdinalIgnoreCase));
}
