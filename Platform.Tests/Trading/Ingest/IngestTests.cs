using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Tests.Support;
using Platform.Trading.Ingest;

namespace Platform.Tests.Trading.Ingest;

/// <summary>What becomes of events that bots publish, from NATS to the database.</summary>
public sealed class IngestTests(TestServers servers) : IAsyncLifetime
{
    private Floor floor = null!;
    private BotDesk desk = null!;

    public async ValueTask InitializeAsync()
    {
        floor = await Floor.OpenAsync(servers);
        desk = await floor.AddDeskAsync(accounts: 2, balance: 100);
        await floor.StartWorkerAsync();
    }

    public ValueTask DisposeAsync() => floor.DisposeAsync();

    [Fact]
    public async Task A_message_that_is_delivered_twice_in_one_batch_counts_once()
    {
        var e = Events.Balance(desk, 100, 110);
        var now = TimeProvider.System.GetUtcNow();
        var reply = $"$JS.ACK.TRADING.balance-processor.1.7.1.{now.ToUnixTimeMilliseconds()}000000.0";
        List<StreamMessage> twice = [.. Enumerable.Range(0, 2).Select(_ => new StreamMessage(
            new NatsMsg<byte[]>("trading.balance.updated", reply, 0, null, JsonSerializer.SerializeToUtf8Bytes(e), null), AckSubject.Parse(reply)))];
        await using var database = NpgsqlDataSource.Create(floor.Database.App);
        await using (var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await connection.EnterAsync(Scope.System, TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var worker = floor.BuildWorker();
            var counts = await ActivatorUtilities.CreateInstance<IngestHandler>(worker.Services).ApplyAsync(twice, transaction, TestContext.Current.CancellationToken);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(new BatchCounts(1, 0, 1), counts);
        }

        Assert.Equal(("processed", null), await floor.RecordOfAsync(e.IdOf()));
        Assert.Equal(1, await floor.ReadAsync<long>("SELECT count(*) FROM trading.transactions WHERE sub_account_id = $1 AND closing_balance = 110", desk.Accounts[0]));
    }

    [Theory]
    [InlineData("created")]
    [InlineData("filled")]
    [InlineData("cancelled")]
    [InlineData("failed")]
    public async Task An_order_becomes_a_trading_log(string action)
    {
        var e = Events.Order(desk, action);
        await floor.Bot.PublishAsync(e);
        Assert.Equal("processed", (await floor.RecordOfAsync(e.IdOf())).Status);

        var log = await floor.ReadAsync<string>("SELECT row_to_json(l)::text FROM trading.trading_logs l WHERE info->>'event_id' = $1", e.IdOf());
        using var json = JsonDocument.Parse(log);
        var row = json.RootElement;
        Assert.Equal($"order_{action}", row.GetProperty("type").GetString());
        Assert.Equal("bot", row.GetProperty("source").GetString());
        Assert.Equal("Bought half a coin", row.GetProperty("message").GetString());
        Assert.Equal(desk.User, row.GetProperty("tenant_id").GetGuid());
        Assert.Equal(desk.Accounts[0], row.GetProperty("sub_account_id").GetGuid());
        var info = row.GetProperty("info");
        Assert.Equal("0.5", info.GetProperty("quantity").GetString());
        Assert.Equal("45000.25", info.GetProperty("price").GetString());
        Assert.Equal("limit", info.GetProperty("order_type").GetString());
        Assert.Equal("momentum", info.GetProperty("metadata").GetProperty("strategy").GetString());
    }

    [Fact]
    public async Task A_balance_becomes_a_transaction_and_a_log_and_the_balance()
    {
        var e = Events.Balance(desk, previous: 100, next: 99.99999999m);
        await floor.Bot.PublishAsync(e);
        Assert.Equal("processed", (await floor.RecordOfAsync(e.IdOf())).Status);

        Assert.Equal(99.99999999m, await floor.ReadAsync<decimal>("SELECT balance FROM trading.sub_accounts WHERE id = $1", desk.Accounts[0]));
        using var json = JsonDocument.Parse(await floor.ReadAsync<string>(
            "SELECT row_to_json(t)::text FROM trading.transactions t WHERE info->'info'->>'event_id' = $1", e.IdOf()));
        var row = json.RootElement;
        Assert.Equal(-1, row.GetProperty("direction").GetInt32());
        Assert.Equal(0.00000001m, row.GetProperty("amount").GetDecimal());
        Assert.Equal(99.99999999m, row.GetProperty("closing_balance").GetDecimal());
        Assert.Equal("trade", row.GetProperty("reason").GetString());
        Assert.Equal(45000.25m, row.GetProperty("price").GetDecimal());
        Assert.Equal("EUR", row.GetProperty("quote_symbol").GetString());

        var log = await floor.ReadAsync<string>(
            "SELECT message FROM trading.trading_logs WHERE transaction_id = $1 AND type = 'balance_update'", row.GetProperty("id").GetGuid());
        Assert.Equal("Balance updated: debit 0.00000001 USDT (was 100, now 99.99999999)", log);
        Assert.Equal(log, row.GetProperty("info").GetProperty("message").GetString());
        await floor.AssertSumsMatchAsync();
    }

    [Fact]
    public async Task A_lock_moves_an_amount_aside_and_an_unlock_moves_it_back()
    {
        await floor.Bot.PublishAsync(Events.Hold(desk, "locked", 30));
        await floor.Bot.PublishAsync(Events.Hold(desk, "unlocked", 10));
        var tooMuch = Events.Hold(desk, "unlocked", 21);
        await floor.Bot.PublishAsync(tooMuch);
        Assert.Equal("failed", (await floor.RecordOfAsync(tooMuch.IdOf())).Status);

        Assert.Equal(80m, await floor.ReadAsync<decimal>("SELECT balance FROM trading.sub_accounts WHERE id = $1", desk.Accounts[0]));
        Assert.Equal(20m, await floor.ReadAsync<decimal>("SELECT locked_balance FROM trading.sub_accounts WHERE id = $1", desk.Accounts[0]));
        Assert.Equal("locked,unlocked", await floor.ReadAsync<string>(
            "SELECT string_agg(reason, ',' ORDER BY id) FROM trading.transactions WHERE sub_account_id = $1 AND reason <> 'deposit'", desk.Accounts[0]));
        await floor.AssertSumsMatchAsync();
    }

    [Fact]
    public async Task Signals_and_errors_are_logged_and_heartbeats_are_noted()
    {
        JsonObject[] events = [Events.Signal(desk), Events.Error(desk), Events.Heartbeat(desk)];
        foreach (var e in events)
        {
            await floor.Bot.PublishAsync(e);
            Assert.Equal(("processed", null), await floor.RecordOfAsync(e.IdOf()));
        }

        Assert.Equal("It goes up", await Message("trading_signal", events[0]));
        Assert.Equal("[high] gateway: No answer", await Message("system_error", events[1]));
        Assert.Equal(2, await floor.ReadAsync<long>("SELECT count(*) FROM trading.trading_logs"));

        Task<string> Message(string type, JsonObject e) => floor.ReadAsync<string>(
            "SELECT message FROM trading.trading_logs WHERE type = $1 AND info->>'event_id' = $2", type, e.IdOf());
    }

    [Fact]
    public async Task An_event_that_comes_twice_counts_once()
    {
        var e = Events.Balance(desk, previous: 100, next: 150, account: 1);
        var data = JsonSerializer.SerializeToUtf8Bytes(e);
        for (var copy = 0; copy < 3; copy++)
        {
            await floor.Bot.PublishAsync("trading.balance.updated", data, messageId: $"copy-{copy}");
        }

        var after = Events.Balance(desk, previous: 150, next: 140, account: 1);
        await floor.Bot.PublishAsync(after);
        Assert.Equal("processed", (await floor.RecordOfAsync(after.IdOf())).Status);
        Assert.Equal(3, await floor.ReadAsync<long>("SELECT count(*) FROM trading.transactions WHERE sub_account_id = $1", desk.Accounts[1]));
        Assert.Equal(2, await floor.ReadAsync<long>("SELECT sum(duplicates)::bigint FROM events.consumer_days"));
        await floor.AssertSumsMatchAsync();
    }

    [Fact]
    public async Task A_bad_event_never_holds_up_the_good_ones_and_goes_to_the_dead_letters_as_it_came()
    {
        var stale = Events.Balance(desk, previous: 1, next: 2);
        var garbage = Encoding.UTF8.GetBytes("{\"event_id\": \"garb");
        var good = Events.Balance(desk, previous: 100, next: 101);
        await floor.Bot.PublishAsync("trading.balance.updated", JsonSerializer.SerializeToUtf8Bytes(stale), stale.IdOf(),
            new NatsHeaders { ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
        await floor.Bot.PublishAsync("trading.balance.updated", garbage);
        await floor.Bot.PublishAsync("trading.balance.weird name".Replace(' ', '\u00e9'), garbage);
        await floor.Bot.PublishAsync(good);

        Assert.Equal("processed", (await floor.RecordOfAsync(good.IdOf())).Status);
        var (status, reason) = await floor.RecordOfAsync(stale.IdOf());
        Assert.Equal("failed", status);
        Assert.Contains("stale", reason, StringComparison.Ordinal);

        await using var nats = new NatsConnection(new NatsOpts { Url = floor.Nats.ConnectionString });
        var dead = await new NatsJSContext(nats).CreateOrderedConsumerAsync("TRADING_DEAD", cancellationToken: TestContext.Current.CancellationToken);
        var letters = new List<INatsJSMsg<byte[]>>();
        await foreach (var letter in dead.ConsumeAsync(NatsRawSerializer<byte[]>.Default, cancellationToken: TestContext.Current.CancellationToken))
        {
            letters.Add(letter);
            if (letters.Count == 3)
            {
                break;
            }
        }

        Assert.Equal("trading.dead.trading.balance.updated", letters[0].Subject);
        Assert.Equal(stale.IdOf(), letters[0].Headers!["Platform-Event-Id"]);
        Assert.Equal(reason, letters[0].Headers!["Platform-Reason"]);
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", letters[0].Headers!["traceparent"].ToString(), StringComparison.Ordinal);
        Assert.Equal(garbage, letters[1].Data);
        Assert.Equal("TRADING:2", letters[1].Headers!["Platform-Event-Id"]);
        Assert.StartsWith("trading.dead.trading.balance.weird", letters[2].Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_finished_is_acknowledged_so_nothing_comes_again()
    {
        await floor.Bot.PublishAsync(Events.Order(desk));
        await floor.Bot.PublishAsync("trading.orders.filled", [0xFF]);
        await floor.RecordedAsync(2);

        await using var nats = new NatsConnection(new NatsOpts { Url = floor.Nats.ConnectionString });
        await Retry.Until(async () =>
        {
            var info = (await new NatsJSContext(nats).GetConsumerAsync("TRADING", "order-processor", TestContext.Current.CancellationToken)).Info;
            return info is { NumAckPending: 0, NumPending: 0 } && info.AckFloor.StreamSeq == 2;
        }, "both messages are acknowledged");
    }
}
