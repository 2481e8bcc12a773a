using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Support;
using Platform.Trading.Ingest;

namespace Platform.Tests.Trading.Ingest;

/// <summary>Events that are signed, ought to be, or are signed wrongly.</summary>
public sealed class SignatureTests(TestServers servers) : IAsyncLifetime
{
    private Floor floor = null!;
    private ApiHost host = null!;
    private Member alice = null!;
    private BotDesk desk = null!;

    private sealed record Key(string Id, string Secret);

    public async ValueTask InitializeAsync()
    {
        floor = await Floor.OpenAsync(servers);
        host = await ApiHost.StartAsync(servers, floor.Database, new ApiOptions
        {
            Settings = new Dictionary<string, string?> { ["ConnectionStrings:nats"] = floor.Nats.ConnectionString },
        });
        alice = await Member.SignInAsync(host, "alice");
        desk = await DeskOfAsync(alice);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await floor.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_for_its_reason_and_leaves_the_event_id_to_the_right_one()
    {
        await floor.StartWorkerAsync();
        var key = await KeyAsync(alice);
        var elsewhere = await KeyAsync(alice, (await DeskOfAsync(alice)).Trading);
        var (foreign, revoked, expiring) = (await KeyAsync(await Member.SignInAsync(host, "bob")), await KeyAsync(alice), await KeyAsync(alice));
        await floor.ExecuteAsync("UPDATE trading.bot_keys SET expires_at = now() WHERE id = $1", Guid.Parse(expiring.Id));

        var before = Events.Order(desk);
        await floor.Bot.PublishAsync(before, revoked.Id, revoked.Secret);
        Assert.Equal(("processed", null), await floor.RecordOfAsync(before.IdOf()));
        (await alice.Api.DeleteAsync($"/v1/bot-keys/{revoked.Id}")).Ok(200);

        var e = Events.Order(desk);
        await floor.Bot.PublishAsync(e, key.Id, key.Secret + "x");
        await floor.Bot.PublishAsync(e, key.Id, key.Secret, payload: JsonSerializer.SerializeToUtf8Bytes(Events.Order(desk)));
        await floor.Bot.PublishAsync(e, Guid.CreateVersion7().ToString(), key.Secret);
        await floor.Bot.PublishAsync(e, "my key", key.Secret);
        await floor.Bot.PublishAsync(e, foreign.Id, foreign.Secret);
        await floor.Bot.PublishAsync(e, elsewhere.Id, elsewhere.Secret);
        await floor.Bot.PublishAsync(e, revoked.Id, revoked.Secret);
        await floor.Bot.PublishAsync(e, expiring.Id, expiring.Secret);
        await floor.Bot.PublishAsync(e, key.Id, key.Secret);
        Assert.Equal(("processed", null), await floor.RecordOfAsync(e.IdOf()));

        var letters = (await (await Member.SignInAsync(host, "admin")).Api.GetAsync("/v1/events/dead-letters")).Data.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(
            [
                "TRADING:2 the signature does not match subject and payload", "TRADING:3 the signature does not match subject and payload",
                "TRADING:4 the bot key is unknown",
                "TRADING:5 the signature is not a UUID in Platform-Key-Id and sha256= with 64 hex digits in Platform-Signature",
                "TRADING:6 the bot key is not of the owner of trading_id", "TRADING:7 the bot key is not for trading_id",
                "TRADING:8 the bot key was revoked", "TRADING:9 the bot key has expired",
            ],
            letters.Select(l => $"{l.GetProperty("event_id")} {l.GetProperty("reason")}").Order());
        Assert.Equal(2, await floor.ReadAsync<long>("SELECT count(*) FROM trading.trading_logs"));
        Assert.NotEqual(JsonValueKind.Null, (await alice.Api.GetAsync($"/v1/bot-keys/{key.Id}")).Data.GetProperty("last_used_at").ValueKind);
    }

    [Fact]
    public async Task A_user_may_require_signatures_and_nobody_uses_up_his_event_ids_without_one()
    {
        await floor.StartWorkerAsync();
        var (key, open) = (await KeyAsync(alice), await DeskOfAsync(alice));
        var unsigned = Events.Order(desk);
        await floor.Bot.PublishAsync(unsigned);
        Assert.Equal("processed", (await floor.RecordOfAsync(unsigned.IdOf())).Status);
        (await alice.Api.PutAsync($"/v1/tradings/{desk.Trading}", new { require_signatures = true })).Ok(200);

        // Under the id of an event that is to come: without a signature, for a trading without the rule, for one that there is not.
        var e = Events.Order(desk);
        JsonObject[] attacks =
        [
            e, With(Events.Order(open), e.IdOf()), With(Events.Order(open with { Trading = Guid.CreateVersion7() }), e.IdOf()),
            new JsonObject { ["event_id"] = e.IdOf(), ["trading_id"] = desk.Trading.ToString() },
        ];
        foreach (var attack in attacks)
        {
            await floor.Bot.PublishAsync("trading.orders.filled", JsonSerializer.SerializeToUtf8Bytes(attack));
        }

        await floor.Bot.PublishAsync(e, key.Id, key.Secret);
        await floor.RecordedAsync(6);
        Assert.Equal("processed", await StatusAsync(e.IdOf(), desk.Trading));
        Assert.Equal("processed", await StatusAsync(e.IdOf(), open.Trading));
        Assert.Equal(("failed", "the signature is missing"), await floor.RecordOfAsync("TRADING:2"));
        Assert.Equal(("failed", "trading_id is unknown, or not of user_id"), await floor.RecordOfAsync("TRADING:4"));
        Assert.Equal(("failed", "the signature is missing"), await floor.RecordOfAsync("TRADING:5"));

        (await alice.Api.PutAsync($"/v1/tradings/{desk.Trading}", new { require_signatures = false })).Ok(200);
        var again = Events.Order(desk);
        await floor.Bot.PublishAsync(again);
        Assert.Equal("processed", (await floor.RecordOfAsync(again.IdOf())).Status);

        Task<string> StatusAsync(string id, Guid trading) =>
            floor.ReadAsync<string>("SELECT status FROM trading.event_processing WHERE event_id = $1 AND trading_id = $2", id, trading);

        static JsonObject With(JsonObject e, string id)
        {
            e["event_id"] = id;
            return e;
        }
    }

    [Fact]
    public async Task Production_requires_signatures_of_all_and_keeps_so_many_of_those_that_nobody_stands_for()
    {
        await floor.StartWorkerAsync(also: new Dictionary<string, string?> { ["environment"] = "Production" });
        var key = await KeyAsync(alice);
        var garbage = new byte[100_000];
        for (var n = 0; n < 105; n++)
        {
            await floor.Bot.PublishAsync("trading.orders.filled", n == 0 ? garbage : JsonSerializer.SerializeToUtf8Bytes(Events.Order(desk)));
        }

        var e = Events.Order(desk);
        await floor.Bot.PublishAsync(e, key.Id, key.Secret);
        Assert.Equal(("processed", null), await floor.RecordOfAsync(e.IdOf()));
        Assert.Equal(("failed", "the signature is missing"), await floor.RecordOfAsync("TRADING:1"));
        Assert.Equal(101, await floor.ReadAsync<long>("SELECT count(*) FROM trading.event_processing WHERE status = 'failed'"));
        Assert.Equal(105, await floor.ReadAsync<long>("SELECT sum(failed)::bigint FROM events.consumer_days"));
        Assert.Equal(1, await floor.ReadAsync<long>("SELECT count(*) FROM trading.trading_logs"));
    }

    [Fact]
    public async Task The_vector_of_the_guide_is_what_the_platform_and_openssl_compute()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Arguments.Root, "docs", "events.md"), TestContext.Current.CancellationToken);
        var example = guide[guide.IndexOf("```bash\nsecret=", StringComparison.Ordinal)..][8..];
        example = example[..example.IndexOf("```", StringComparison.Ordinal)];
        var lines = example.Split('\n');
        var (secret, subject, payload, mac) = (lines[0]["secret=".Length..], lines[1]["subject=".Length..], lines[2]["payload='".Length..^1], lines[3].Split("# ")[1]);

        var computed = new byte[32];
        EventSignature.Compute(Encoding.UTF8.GetBytes(secret), subject, Encoding.UTF8.GetBytes(payload), computed);
        Assert.Equal(mac, Convert.ToHexStringLower(computed));

        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", example]) { RedirectStandardOutput = true })!;
        Assert.Equal(mac, (await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    private static async Task<BotDesk> DeskOfAsync(Member owner)
    {
        var made = await Desk.OpenAsync(owner, usdt: "100");
        return new BotDesk(Guid.Parse(owner.Id), Guid.Parse(made.TradingId), [Guid.Parse(made.Usdt)], "USDT");
    }

    private static async Task<Key> KeyAsync(Member owner, Guid? trading = null)
    {
        var made = await owner.Api.PostAsync("/v1/bot-keys", new { name = Desk.Unique("key"), trading_ids = trading is { } id ? new[] { id } : null });
        return new Key(made.Ok(201).Id, made.Data.GetProperty("secret").GetString()!);
    }
}
