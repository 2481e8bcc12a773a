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
