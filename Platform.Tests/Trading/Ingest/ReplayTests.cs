using System.Globalization;
using System.Text.Json;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.Ingest;

/// <summary>Status, dead letters and replay, as the API shows them.</summary>
public sealed class ReplayTests(TestServers servers) : IAsyncLifetime
{
    private Floor floor = null!;
    private ApiHost host = null!;
    private ApiClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        floor = await Floor.OpenAsync(servers);
        await floor.StartWorkerAsync();
        host = await ApiHost.StartAsync(servers, floor.Database, new ApiOptions
        {
            Settings = new Dictionary<string, string?> { ["ConnectionStrings:nats"] = floor.Nats.ConnectionString },
        });
        admin = (await Member.SignInAsync(host, "admin")).Api;
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await floor.DisposeAsync();
    }

    [Fact]
    public async Task A_replay_applies_what_was_refused_and_books_nothing_twice()
    {
        var desk = await floor.AddDeskAsync(accounts: 2, balance: 100);
        var late = desk with { Accounts = [desk.Accounts[0], Guid.CreateVersion7()] };
        var applied = Events.Balance(desk, 100, 90);
        var refused = Events.Balance(late, 0, 5, account: 1);
        await floor.Bot.PublishAsync(applied);
        await floor.Bot.PublishAsync(refused);
        await floor.Bot.PublishAsync(Events.Order(desk));
        Assert.Equal("failed", (await floor.RecordOfAsync(refused.IdOf())).Status);
        await floor.RecordedAsync(3);
        var letters = await admin.GetAsync("/v1/events/dead-letters");
        Assert.Equal(refused.IdOf(), letters.Data.GetProperty("events")[0].GetProperty("event_id").GetString());
        Assert.Equal(1, letters.Data.GetProperty("pagination").GetProperty("total").GetInt32());

        // The account that the event was too early for.
        await floor.ExecuteAsync("""
            INSERT INTO trading.sub_accounts (id, tenant_id, user_id, trading_id, name, symbol, balance, locked_balance, credits, debits, info, created_at, updated_at)
            VALUES ($1, $2, $2, $3, 'late', 'USDT', 0, 0, 0, 0, '{}', now(), now())
            """, late.Accounts[1], late.User, late.Trading);

        var first = await ReplayAsync();
        Assert.Equal((3, 3, 1, 2, 0), Counts(first));
        var second = await ReplayAsync();
        Assert.Equal((3, 3, 0, 3, 0), Counts(second));

        Assert.Equal(("processed", null), await floor.RecordOfAsync(refused.IdOf()));
        Assert.Equal(5m, await floor.ReadAsync<decimal>("SELECT balance FROM trading.sub_accounts WHERE id = $1", late.Accounts[1]));
        Assert.Equal(90m, await floor.ReadAsync<decimal>("SELECT balance FROM trading.sub_accounts WHERE id = $1", desk.Accounts[0]));
        await floor.AssertSumsMatchAsync();
    }

    [Fact]
    public async Task A_replay_gives_an_event_its_id_once_its_trading_is_there()
    {
        var early = new BotDesk(Guid.CreateVersion7(), Guid.CreateVersion7(), [Guid.CreateVersion7()], "USDT");
        var e = Events.Signal(early);
        for (var copy = 0; copy < 2; copy++)
        {
            await floor.Bot.PublishAsync("trading.signals", JsonSerializer.SerializeToUtf8Bytes(e));
        }

        Assert.Equal("trading_id is unknown, or not of user_id", (await floor.RecordOfAsync("TRADING:2")).Reason);
        Assert.Equal((2, 2, 0, 0, 2), Counts(await ReplayAsync()));
        await floor.ExecuteAsync("""
            INSERT INTO trading.tradings (id, tenant_id, user_id, name, exchange_binding_id, type, status, info, created_at, updated_at)
            VALUES ($1, $2, $2, 'early', gen_random_uuid(), 'virtual', 'active', '{}', now(), now())
            """, early.Trading, early.User);

        Assert.Equal((2, 2, 1, 1, 0), Counts(await ReplayAsync()));
        Assert.Equal(("processed", null), await floor.RecordOfAsync(e.IdOf()));
        Assert.Equal(1, await floor.ReadAsync<long>("SELECT count(*) FROM trading.event_processing"));
    }

    [Fact]
    public async Task A_replay_takes_only_the_events_asked_for_and_a_second_failure_leaves_no_second_letter()
    {
        var desk = await floor.AddDeskAsync(balance: 100);
        var stale = Events.Balance(desk, 1, 2);
        await floor.Bot.PublishAsync(stale);
        await floor.Bot.PublishAsync(Events.Order(desk));
        await floor.Bot.PublishAsync(Events.Signal(desk));
        await floor.RecordedAsync(3);

        Assert.Equal((1, 1, 0, 0, 1), Counts(await ReplayAsync(new { event_types = new[] { "trading.balance.updated" } })));
        Assert.Equal((3, 0, 0, 0, 0), Counts(await ReplayAsync(new { user_id = Guid.CreateVersion7() })));
        Assert.Equal((3, 3, 0, 2, 1), Counts(await ReplayAsync(new { user_id = desk.User })));
        Assert.Equal(3, await floor.ReadAsync<int>("SELECT attempts FROM trading.event_processing WHERE event_id = $1", stale.IdOf()));
        await Retry.UntilEqual(0L, () => floor.ReadAsync<long>("SELECT count(*) FROM events.outbox"));
        await using var nats = new NatsConnection(new NatsOpts { Url = floor.Nats.ConnectionString });
        var dead = await new NatsJSContext(nats).GetStreamAsync("TRADING_DEAD", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1UL, (ulong)dead.Info.State.Messages);
    }

    [Fact]
    public async Task A_replay_that_makes_no_sense_or_comes_from_anybody_is_refused()
    {
        (await admin.PostAsync("/v1/events/replay", new { start_time = Time(1), end_time = Time(-1) })).Refused(400, "INVALID_DATE_RANGE");
        Assert.Equal(400, (await admin.PostAsync("/v1/events/replay", new { start_time = Time(-1) })).Status);
        (await admin.PostAsync("/v1/events/replay", new { start_time = Time(-1), end_time = Time(1), event_types = new[] { "trading.nothing" } })).Refused(400, "INVALID_VALUE");
        Assert.Equal(404, (await admin.GetAsync($"/v1/events/replays/{Guid.CreateVersion7()}")).Status);

        var member = (await Member.SignInAsync(host, "alice")).Api;
        Assert.Equal(403, (await member.PostAsync("/v1/events/replay", new { start_time = Time(-1), end_time = Time(1) })).Status);
        Assert.Equal(403, (await member.GetAsync("/v1/events/dead-letters")).Status);
        Assert.Equal(403, (await member.GetAsync($"/v1/events/replays/{Guid.CreateVersion7()}")).Status);
    }

    [Fact]
    public async Task The_status_counts_what_was_done_and_says_when_no_worker_is_there()
    {
        var desk = await floor.AddDeskAsync(balance: 100);
        await floor.Bot.PublishAsync(Events.Balance(desk, 100, 101));
        await floor.Bot.PublishAsync(Events.Balance(desk, 100, 101));
        await floor.RecordedAsync(2);
        var member = (await Member.SignInAsync(host, "bob")).Api;
        var status = await StatusAsync(member, "healthy");
        var balance = status.GetProperty("consumers").GetProperty("trading_balance");
        Assert.Equal("active", balance.GetProperty("status").GetString());
        Assert.Equal(0, balance.GetProperty("pending_messages").GetInt64());
        Assert.True(balance.GetProperty("last_processed").TryGetDateTimeOffset(out _));
        var metrics = status.GetProperty("metrics");
        Assert.Equal(1, metrics.GetProperty("events_processed_today").GetInt64());
        Assert.Equal(1, metrics.GetProperty("events_failed_today").GetInt64());
        Assert.Equal(1, metrics.GetProperty("dead_letters").GetInt64());
        Assert.True(metrics.GetProperty("average_processing_time_ms").GetDouble() > 0);

        await floor.StopWorkersAsync();
        await floor.Bot.PublishAsync(Events.Balance(desk, 101, 102));
        status = await StatusAsync(member, "degraded");
        Assert.Equal("inactive", status.GetProperty("consumers").GetProperty("trading_balance").GetProperty("status").GetString());
        Assert.Equal(1, status.GetProperty("consumers").GetProperty("trading_balance").GetProperty("pending_messages").GetInt64());
    }

    private static async Task<JsonElement> StatusAsync(ApiClient member, string expected)
    {
        JsonElement status = default;
        await Retry.Until(async () =>
        {
            status = (await member.GetAsync("/v1/events/status")).Data;
            return status.GetProperty("status").GetString() == expected;
        }, $"the ingest is {expected}", TimeSpan.FromSeconds(45));
        return status;
    }

    private async Task<JsonElement> ReplayAsync(object? filter = null)
    {
        var body = JsonSerializer.SerializeToNode(filter ?? new { })!.AsObject();
        body["start_time"] = Time(-1);
        body["end_time"] = Time(1);
        var started = (await admin.PostAsync("/v1/events/replay", body)).Data;
        Assert.Equal("started", started.GetProperty("status").GetString());
        JsonElement replay = default;
        await Retry.Until(async () =>
        {
            replay = (await admin.GetAsync($"/v1/events/replays/{started.GetProperty("replay_id").GetString()}")).Data;
            return replay.GetProperty("status").GetString() is "completed" or "failed";
        }, "the replay is over", TimeSpan.FromSeconds(60));
        Assert.Equal("completed", replay.GetProperty("status").GetString());
        Assert.Equal(started.GetProperty("estimated_events").GetInt64(), replay.GetProperty("scanned").GetInt64());
        return replay;
    }

    private static (int Scanned, int Matched, int Applied, int Skipped, int Failed) Counts(JsonElement replay) => (
        replay.GetProperty("scanned").GetInt32(), replay.GetProperty("matched").GetInt32(), replay.GetProperty("applied").GetInt32(),
        replay.GetProperty("skipped").GetInt32(), replay.GetProperty("failed").GetInt32());

    private static string Time(int hours) => TimeProvider.System.GetUtcNow().AddHours(hours).ToString("O", CultureInfo.InvariantCulture);
}
