using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Npgsql;
using Platform.Kernel.Events;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;

namespace Platform.Tests.Kernel.Events;

/// <summary>Handlers of the platform's own events: each event once, and what fails goes to the dead letters.</summary>
public sealed class PlatformEventHandlerTests(TestServers servers)
{
    private const byte Cursed = 13;
    private static readonly ConsumerSpec Spec = new("tests-handler", StreamSpec.Events, "events.tests.>");

    [Fact]
    public async Task A_redelivered_event_is_handled_once_and_one_that_cannot_be_handled_is_put_aside()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await floor.StartWorkerAsync(builder => builder.Services.AddConsumer<Handler>(Spec));
        byte[] sent = [1, Cursed, 2, 3];
        await PutAsync(floor, sent);
        await Retry.UntilEqual(4L, () => InboxAsync(floor));
        await Retry.UntilEqual(0L, () => floor.ReadAsync<long>("SELECT count(*) FROM events.outbox"));
        await floor.StopWorkersAsync();

        await using var nats = new NatsConnection(new NatsOpts { Url = floor.Nats.ConnectionString });
        var js = new NatsJSContext(nats);
        var dead = await js.GetStreamAsync("EVENTS_DEAD", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, (int)dead.Info.State.Messages);
        var letter = (await dead.GetAsync(new StreamMsgGetRequest { LastBySubj = "dead.events.tests.thing.done" }, TestContext.Current.CancellationToken)).Message;
        Assert.Equal([Cursed], letter.Data.ToArray());
        Assert.Equal([1, 2, 3], await HandledAsync(floor));

        // A consumer that is created anew gets everything again.
        await js.DeleteConsumerAsync(Spec.Stream.Name, Spec.Name, TestContext.Current.CancellationToken);
        await floor.StartWorkerAsync(builder => builder.Services.AddConsumer<Handler>(Spec));
        await Retry.UntilEqual(4L, () => floor.ReadAsync<long>(
            "SELECT coalesce(sum(duplicates), 0)::bigint FROM events.consumer_days WHERE consumer = $1", Spec.Name));
        Assert.Equal([1, 2, 3], await HandledAsync(floor));
        await Retry.UntilEqual(0L, () => floor.ReadAsync<long>("SELECT count(*) FROM events.outbox"));
        await dead.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, (int)dead.Info.State.Messages);
    }

    private static Task<long> InboxAsync(Floor floor) => floor.ReadAsync<long>("SELECT count(*) FROM events.inbox WHERE consumer = $1", Spec.Name);

    /// <summary>What the handler did: it leaves a row for each event.</summary>
    private static async Task<IReadOnlyList<int>> HandledAsync(Floor floor) =>
        [.. (await floor.Database.RowsAsync("SELECT done::int FROM jobs.jobs WHERE kind = 'tests.handled' ORDER BY done")).Select(row => (int)row[0]!)];

    private static async Task PutAsync(Floor floor, byte[] events)
    {
        await using var source = NpgsqlDataSource.Create(floor.Database.App);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Outbox.Command([.. events.Select(e => new OutgoingMessage("events.tests.thing.done", [e]))]));
        await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Handler(TimeProvider clock) : PlatformEventHandler(Spec.Name, clock)
    {
        protected override async Task HandleAsync(IReadOnlyList<StreamMessage> events, NpgsqlConnection connection, CancellationToken cancellation)
        {
            foreach (var e in events)
            {
                await using var command = new NpgsqlCommand("""
                    INSERT INTO jobs.jobs (id, tenant_id, user_id, kind, input, status, total, done, result, attempts, created_at, updated_at)
                    VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'tests.handled', '{}', 'completed', 0, $1, '{}', 0, now(), now())
                    """, connection)
                { Parameters = { new() { Value = (long)e.Data[0] } } };
                await command.ExecuteNonQueryAsync(cancellation);
            }

            if (events.Any(e => e.Data[0] == Cursed))
            {
                throw new InvalidOperationException("Nobody can handle this");
            }
        }
    }
}
