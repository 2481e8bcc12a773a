using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;
using StackExchange.Redis;

namespace Platform.Tests.Telemetry;

/// <summary>Alone, since a process has one place where spans are heard of.</summary>
[CollectionDefinition("spans", DisableParallelization = true)]
public sealed class SpansCollection;

/// <summary>A system that nobody uses fills no dashboard.</summary>
[Collection("spans")]
public sealed class IdleTests(TestServers servers)
{
    [Fact]
    public async Task An_idle_system_that_is_probed_records_no_span_and_a_request_does()
    {
        var spans = new RecordedSpans();
        await using var floor = await Floor.OpenAsync(servers);
        var rounds = 0;
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Name == "platform.outbox.age") { listener.EnableMeasurementEvents(instrument); } } };
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref rounds));
        meters.Start();
        await floor.StartWorkerAsync(spans.Attach, RecordedSpans.Settings);
        var host = await ApiHost.StartAsync(servers, floor.Database, new ApiOptions
        {
            Settings = new Dictionary<string, string?>(RecordedSpans.Settings) { ["ConnectionStrings:nats"] = floor.Nats.ConnectionString },
            Configure = builder => spans.Attach(builder),
        });
        await using (host)
        {
            // As many looks at the outbox as take two seconds, with those at leases and consumers beside them.
            await Retry.Until(async () =>
            {
                foreach (var probe in new[] { "/health/live", "/health/ready", "/v1/health/ready", "/api/health", "/status.json" })
                {
                    using var answer = await Http.Client.GetAsync(host.Address + probe, TestContext.Current.CancellationToken);
                }

                await host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().PingAsync();
                return rounds >= 10;
            }, "the relay has looked ten times");
            Assert.Equal([], spans.All.Select(Describe));

            await host.Anonymous.GetAsync("/v1/exchange-bindings/public");
        }

        await floor.StopWorkersAsync();
        var root = Assert.Single(spans.All.DistinctBy(s => s.SpanId), s => s.ParentSpanId == default);
        Assert.Equal(ActivityKind.Server, root.Kind);
        Assert.All(spans.All, s => Assert.Equal(root.TraceId, s.TraceId));
    }

    [Theory]
    [InlineData(null, null, ActivityKind.Server, true)]
    [InlineData(null, null, ActivityKind.Client, false)]
    [InlineData("always_on", null, ActivityKind.Consumer, true)]
    [InlineData("always_on", null, ActivityKind.Client, false)]
    [InlineData("always_off", null, ActivityKind.Server, false)]
    [InlineData("parentbased_traceidratio", "0", ActivityKind.Server, false)]
    [InlineData("traceidratio", "1.0", ActivityKind.Server, true)]
    public async Task What_begins_a_trace_is_kept_as_the_settings_say_and_never_a_call_that_belongs_to_no_work(
        string? sampler, string? argument, ActivityKind kind, bool kept)
    {
        var spans = new RecordedSpans();
        var arguments = Arguments.Of("Platform.Workers", ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("OTEL_TRACES_SAMPLER", sampler), ("OTEL_TRACES_SAMPLER_ARG", argument));
        await using var app = Platform.Workers.Program.Build(arguments, spans.Attach);
        app.Services.GetRequiredService<OpenTelemetry.Trace.TracerProvider>();
        using (RecordedSpans.Source.StartActivity("root", kind))
        using (RecordedSpans.Source.StartActivity("call", ActivityKind.Client))
        {
        }

        Assert.Equal(kept ? 2 : 0, spans.All.Count);
    }

    private static string Describe(Activity span) => $"{span.Source.Name}: {span.DisplayName} ({span.Kind}), below {span.ParentSpanId}";
}
