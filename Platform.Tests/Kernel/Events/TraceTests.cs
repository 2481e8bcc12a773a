using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using NATS.Client.Core;
using Npgsql;
using Platform.Kernel.Events;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;
using BotEvents = Platform.Tests.Trading.Ingest.Events;

namespace Platform.Tests.Kernel.Events;

/// <summary>Traces hang together: across NATS, the outbox and queues, down to the database.</summary>
public sealed class TraceTests(TestServers servers)
{
    private static readonly ConsumerSpec Spec = new("tests-tracer", StreamSpec.Events, "events.progress.>");

    [Fact]
    public async Task An_event_is_consumed_and_booked_within_the_trace_of_its_publisher_and_a_batch_of_many_is_one_span()
    {
        var spans = new RecordedSpans();
        await using var floor = await Floor.OpenAsync(servers);
        var desk = await floor.AddDeskAsync(balance: 100);
        await floor.StartWorkerAsync(spans.Attach, RecordedSpans.Settings);
        ActivityTraceId trace;
        using (var publish = RecordedSpans.Source.StartActivity("publish", ActivityKind.Producer)!)
        {
            trace = publish.TraceId;
            await PublishAsync(floor, BotEvents.Balance(desk, 100, 101), publish.Id!);
        }

        await floor.RecordedAsync(1);
        await Retry.Until(() => Task.FromResult(spans.Of(trace).Any(s => s.DisplayName == "process balance-processor")), "the batch has its span");
        await floor.StopWorkersAsync();
        AssertIsOneTree(spans.Of(trace));
        var batch = Assert.Single(spans.Of(trace), s => s.Source.Name == "Platform.Messaging");
        Assert.Equal((ActivityKind.Consumer, "publish"), (batch.Kind, ParentOf(batch, spans.Of(trace)).DisplayName));
        Assert.Equal("trading.balance.updated", batch.GetTagItem("messaging.destination.name"));
        Assert.Contains(spans.Of(trace), s => s.Source.Name == "Npgsql" && s.ParentSpanId == batch.SpanId);

        // While nobody consumes, many events of many traces gather.
        const int Many = 40;
        var traces = Enumerable.Range(0, Many).Select(_ => ActivityTraceId.CreateRandom()).ToList();
        for (var i = 0; i < Many; i++)
        {
            await PublishAsync(floor, BotEvents.Balance(desk, 101 + i, 102 + i), $"00-{traces[i]}-{ActivitySpanId.CreateRandom()}-01");
        }

        await floor.StartWorkerAsync(spans.Attach, RecordedSpans.Settings);
        await floor.RecordedAsync(1 + Many);
        List<Activity> batches = [];
        await Retry.Until(() => Task.FromResult((batches = [.. spans.All.Where(IsOfTheMany)]).Sum(TracesOf) == Many), "every event is within a batch or linked to one");
        Assert.True(batches.Count < Many / 2, $"{batches.Count} spans for {Many} events");

        bool IsOfTheMany(Activity span) => span.Source.Name == "Platform.Messaging" && (traces.Contains(span.TraceId) || span.Links.Any(l => traces.Contains(l.Context.TraceId)));
        int TracesOf(Activity span) => span.Links.Count() + (traces.Contains(span.TraceId) ? 1 : 0);
    }

    [Fact]
    public async Task A_write_over_http_is_followed_through_the_outbox_by_its_job_and_by_who_handles_its_events()
    {
        var spans = new RecordedSpans();
        await using var floor = await Floor.OpenAsync(servers);
        await floor.StartWorkerAsync(builder =>
        {
            spans.Attach(builder);
            builder.Services.AddConsumer<Handler>(Spec);
        }, RecordedSpans.Settings);
        ActivityTraceId trace;
        await using (var host = await ApiHost.StartAsync(servers, floor.Database, new ApiOptions
        {
            Settings = new Dictionary<string, string?>(RecordedSpans.Settings) { ["ConnectionStrings:nats"] = floor.Nats.ConnectionString },
        }))
        {
            var admin = (await Member.SignInAsync(host, "admin")).Api;
            var now = TimeProvider.System.GetUtcNow();
            using (var request = RecordedSpans.Source.StartActivity("request")!)
            {
                trace = request.TraceId;
                var answer = await admin.PostAsync("/v1/events/replay", new { start_time = now.AddHours(-1), end_time = now.AddHours(1) }, ("traceparent", request.Id!));
                Assert.InRange(answer.Status, 200, 299);
            }

            await Retry.Until(() => Task.FromResult(
                spans.Of(trace).Any(s => s.Source.Name == "Platform.Jobs") && spans.Of(trace).Any(s => s.DisplayName == $"process {Spec.Name}")),
                "the job and the handler have their spans");
        }

        await floor.StopWorkersAsync();
        var all = spans.Of(trace);
        AssertIsOneTree(all);
        var handled = all.First(s => s.DisplayName == $"process {Spec.Name}");
        Assert.StartsWith("publish events.progress.", ParentOf(handled, all).DisplayName, StringComparison.Ordinal);
        Assert.Contains(all, s => s.Source.Name == "Npgsql" && s.ParentSpanId == handled.SpanId);
        var job = Assert.Single(all, s => s.Source.Name == "Platform.Jobs");
        Assert.Equal("completed", job.GetTagItem("platform.job.outcome"));
        Assert.StartsWith("publish jobs.", ParentOf(job, all).DisplayName, StringComparison.Ordinal);
        Assert.Contains(Ancestors(job, all), s => s.Kind == ActivityKind.Server);
        Assert.Contains(all, s => s.Source.Name == "Npgsql" && s.ParentSpanId == job.SpanId);
    }

    private static Task PublishAsync(Floor floor, JsonObject e, string traceParent) => floor.Bot.PublishAsync(
        (string)e["event_type"]!, JsonSerializer.SerializeToUtf8Bytes(e), e.IdOf(), new NatsHeaders { ["traceparent"] = traceParent });

    /// <summary>One beginning, and every other span has its parent there.</summary>
    private static void AssertIsOneTree(IReadOnlyList<Activity> trace)
    {
        var ids = trace.Select(s => s.SpanId).ToHashSet();
        Assert.Equal([RecordedSpans.Source.Name], trace.Where(s => !ids.Contains(s.ParentSpanId)).DistinctBy(s => s.SpanId).Select(s => s.Source.Name));
    }

    private static Activity ParentOf(Activity span, IReadOnlyList<Activity> trace) => trace.First(s => s.SpanId == span.ParentSpanId);

    private static IEnumerable<Activity> Ancestors(Activity span, IReadOnlyList<Activity> trace)
    {
        for (Activity? next = span; next is not null; next = trace.FirstOrDefault(s => s.SpanId == next.ParentSpanId))
        {
            yield return next;
        }
    }

    private sealed class Handler(TimeProvider clock) : PlatformEventHandler(Spec.Name, clock)
    {
        protected override Task HandleAsync(IReadOnlyList<StreamMessage> events, NpgsqlConnection connection, CancellationToken cancellation) => Task.CompletedTask;
    }
}
