using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using NATS.Client.Core;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;
using BotEvents = Platform.Tests.Trading.Ingest.Events;

namespace Platform.Tests.Kernel.Events;

/// <summary>The trace of a publisher goes on in the platform, down to the database.</summary>
public sealed class TraceTests(TestServers servers)
{
    [Fact]
    public async Task An_event_that_carries_a_trace_is_consumed_and_booked_within_it()
    {
        var trace = ActivityTraceId.CreateRandom();
        var seen = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Platform.Messaging" or "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace)
                {
                    seen.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await using var floor = await Floor.OpenAsync(servers);
        var desk = await floor.AddDeskAsync(balance: 100);
        await floor.StartWorkerAsync();
        var e = BotEvents.Balance(desk, 100, 101);
        await floor.Bot.PublishAsync("trading.balance.updated", JsonSerializer.SerializeToUtf8Bytes(e), e.IdOf(),
            new NatsHeaders { ["traceparent"] = $"00-{trace}-{ActivitySpanId.CreateRandom()}-01" });
        await floor.RecordOfAsync(e.IdOf());

        await Retry.Until(() => Task.FromResult(seen.Any(a => a.OperationName == "process trading.balance.updated")), "the event has its span");
        Assert.Contains(seen, a => a.OperationName == "process balance-processor");
        Assert.Contains(seen, a => a.Source.Name == "Npgsql");
    }
}
