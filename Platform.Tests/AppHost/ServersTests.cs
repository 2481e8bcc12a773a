using System.Net;
using System.Net.Sockets;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Net;
using Npgsql;
using Platform.Servers;
using StackExchange.Redis;

namespace Platform.Tests.AppHost;

/// <summary>The servers as processes, which the app model, the benchmarks and every test stand on.</summary>
public sealed class ServersTests : IAsyncLifetime
{
    private LocalServers _servers = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _servers = await LocalServers.StartAsync(cancellationToken: Cancellation);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task Killed_servers_come_back_on_their_ports_with_their_data()
    {
        await _servers.Postgres.EnsureDatabaseAsync("kept", Cancellation);
        await ExecuteAsync("CREATE TABLE kept AS SELECT 42 AS value");
        await using (var redis = await ConnectionMultiplexer.ConnectAsync(_servers.Redis.ConnectionString))
        {
            await redis.GetDatabase().StringSetAsync("kept", "42");
        }

        await using (var nats = Platform())
        {
            var streams = nats.CreateJetStreamContext();
            await streams.CreateStreamAsync(new StreamConfig("KEPT", ["kept"]), Cancellation);
            (await streams.PublishAsync("kept", "42", cancellationToken: Cancellation)).EnsureSuccess();
        }

        LocalServer[] all = [_servers.Postgres, _servers.Redis, _servers.Nats];
        await Task.WhenAll(all.Select(server => server.KillAsync()));
        Assert.All(all, server => Assert.True(FreePort.IsFree(server.Port)));
        await Task.WhenAll(all.Select(server => server.StartAsync(Cancellation)));

        Assert.Equal(42, await ExecuteAsync("SELECT value FROM kept"));
        await using var again = await ConnectionMultiplexer.ConnectAsync(_servers.Redis.ConnectionString);
        Assert.Equal("42", await again.GetDatabase().StringGetAsync("kept"));
        await using var client = Platform();
        var stream = await client.CreateJetStreamContext().GetStreamAsync("KEPT", cancellationToken: Cancellation);
        Assert.Equal(1, stream.Info.State.Messages);
    }

    [Fact]
    public async Task A_bot_publishes_events_and_reads_nothing_but_its_acknowledgements()
    {
        await using var platform = Platform();
        var streams = platform.CreateJetStreamContext();
        await streams.CreateStreamAsync(new StreamConfig("TRADING", ["trading.orders.*"]), Cancellation);
        await streams.CreateStreamAsync(new StreamConfig("DEAD", ["trading.dead.>"]), Cancellation);
        await using var bot = Bot();
        var publisher = bot.CreateJetStreamContext();

        var acknowledged = await publisher.PublishAsync("trading.orders.filled", "{}", cancellationToken: Cancellation);
        Assert.Equal("TRADING", acknowledged.Stream);

        await Assert.ThrowsAnyAsync<NatsException>(async () =>
            await publisher.PublishAsync("trading.dead.trading.orders.filled", "{}", cancellationToken: Cancellation));
        using var briefly = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<Exception>(async () => await publisher.GetStreamAsync("TRADING", cancellationToken: briefly.Token));
        Assert.Equal(0, (await streams.GetStreamAsync("DEAD", cancellationToken: Cancellation)).Info.State.Messages);
    }

    [Fact]
    public async Task A_bot_cannot_purge_a_stream_by_naming_that_as_the_reply_subject()
    {
        await using var platform = Platform();
        var streams = platform.CreateJetStreamContext();
        await streams.CreateStreamAsync(new StreamConfig("TRADING", ["trading.orders.*"]), Cancellation);
        await using var bot = Bot();
        var publisher = bot.CreateJetStreamContext();
        await publisher.PublishAsync("trading.orders.filled", "{}", cancellationToken: Cancellation);

        await bot.Connection.PublishAsync("trading.orders.filled", "{}", replyTo: "$JS.API.STREAM.PURGE.TRADING", cancellationToken: Cancellation);
        await publisher.PublishAsync("trading.orders.filled", "{}", cancellationToken: Cancellation);

        Assert.Equal(3, (await streams.GetStreamAsync("TRADING", cancellationToken: Cancellation)).Info.State.Messages);
    }

    [Fact]
    public async Task A_server_whose_port_is_taken_before_it_listens_moves_to_another()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("platform-ports-");
        await using var nats = new NatsServer(new ServerOptions(Path.Combine(folder.FullName, "nats")));
        using var listener = new TcpListener(IPAddress.Loopback, nats.MonitoringPort);
        listener.Start();
        var wanted = nats.MonitoringPort;

        await nats.StartAsync(Cancellation);

        Assert.NotEqual(wanted, nats.MonitoringPort);
        await using var client = new NatsClient(new NatsOpts { Url = nats.ConnectionString });
        await client.PingAsync(Cancellation);
        await nats.StopAsync();
        folder.Delete(recursive: true);
    }

    private NatsClient Platform() => new(new NatsOpts { Url = _servers.Nats.ConnectionString });

    private NatsClient Bot() => new(new NatsOpts { Url = _servers.Nats.BotConnectionString });

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_servers.Postgres.ConnectionStringTo("kept"));
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
