using System.Text.Json.Nodes;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Npgsql;
using Platform.Kernel.Events;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;

namespace Platform.Tests.Kernel.Events;

/// <summary>What is committed with an outbox row is published, once, whatever was away.</summary>
public sealed class OutboxTests(TestServers servers)
{
    [Fact]
    public async Task Messages_are_published_in_order_with_their_headers_though_nats_was_away()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await floor.StartWorkerAsync();
        await PutAsync(floor, 0, 10);
        await Retry.UntilEqual(0L, () => Left(floor));
        await floor.Nats.KillAsync();
        await PutAsync(floor, 10, 30);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.Equal(20, await Left(floor));
        await floor.Nats.StartAsync(TestContext.Current.CancellationToken);
        await Retry.UntilEqual(0L, () => Left(floor), TimeSpan.FromSeconds(60));

        await using var nats = new NatsConnection(new NatsOpts { Url = floor.Nats.ConnectionString });
        var consumer = await new NatsJSContext(nats).CreateOrderedConsumerAsync("EVENTS", cancellationToken: TestContext.Current.CancellationToken);
        var received = new List<byte>();
        await foreach (var message in consumer.ConsumeAsync(NatsRawSerializer<byte[]>.Default, cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.Equal("events.tests.thing.done", message.Subject);
            Assert.Equal("kept", message.Headers!["Custom"].ToString());
            received.Add(message.Data![0]);
            if (message.Metadata!.Value.NumPending == 0)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(0, 30).Select(i => (byte)i), received);
    }

    [Fact]
    public void A_message_that_no_server_would_take_is_refused_before_it_blocks_the_others() =>
        Assert.Throws<ArgumentException>(() => Outbox.Command("events.tests.thing.done", new byte[1024 * 1024]));

    [Fact]
    public async Task A_message_that_nats_can_never_take_is_set_aside_with_its_reason_and_the_next_ones_go_on()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await floor.ExecuteAsync("""
            INSERT INTO events.outbox (id, subject, payload, headers, created_at) VALUES
                ('00000000-0000-7000-8000-000000000001', 'events.tests.thing.done', '\x01', '{"Custom": "a\r\nb"}', now()),
                ('00000000-0000-7000-8000-000000000002', 'events.tests.thing.done', '\x02', '{"Bad name": "a"}', now()),
                ('00000000-0000-7000-8000-000000000003', 'events.tests.thing.done', '\x03', '["no", "headers"]', now()),
                ('00000000-0000-7000-8000-000000000004', 'events.tests thing', '\x04', '{}', now()),
                ('00000000-0000-7000-8000-000000000005', 'events.tests.thing.done', decode(repeat('00', 2097152), 'hex'), '{}', now())
            """);
        await PutAsync(floor, 10, 20);
        await floor.StartWorkerAsync();
        await Retry.UntilEqual(5L, () => floor.ReadAsync<long>("SELECT count(*) FROM events.outbox WHERE refusal <> ''"));
        await Retry.UntilEqual(5L, () => Left(floor));

        // Put right and given back, it goes like any other.
        await floor.ExecuteAsync("UPDATE events.outbox SET refusal = NULL, headers = '{}' WHERE id = '00000000-0000-7000-8000-000000000001'");
        await Retry.UntilEqual(4L, () => Left(floor));
        await using var nats = new NatsConnection(new NatsOpts { Url = floor.Nats.ConnectionString });
        var events = await new NatsJSContext(nats).GetStreamAsync("EVENTS", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(11, (int)events.Info.State.Messages);
    }

    [Fact]
    public void Headers_may_be_anybodys_text()
    {
        var command = Outbox.Command("events.tests.thing.done", [], new Dictionary<string, string>
        {
            ["Reason"] = "one\r\ntwo\0three", ["Long"] = new string('x', 5000),
        });
        var headers = JsonNode.Parse(((string[])command.Parameters[3].Value!)[0])!;
        Assert.Equal("one  two three", (string?)headers["Reason"]);
        Assert.Equal(1000, ((string)headers["Long"]!).Length);
    }

    private static Task<long> Left(Floor floor) => floor.ReadAsync<long>("SELECT count(*) FROM events.outbox");

    private static async Task PutAsync(Floor floor, int from, int to)
    {
        await using var source = NpgsqlDataSource.Create(floor.Database.App);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        for (var i = from; i < to; i++)
        {
            batch.BatchCommands.Add(Outbox.Command("events.tests.thing.done", [(byte)i], new Dictionary<string, string> { ["Custom"] = "kept" }));
        }

        await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
