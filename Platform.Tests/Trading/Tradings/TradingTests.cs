using Platform.Tests.Support;

namespace Platform.Tests.Trading.Tradings;

/// <summary>Tradings: on which binding, under which name, and when they may go.</summary>
public sealed class TradingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/tradings";

    [Fact]
    public async Task A_trading_is_created_read_listed_changed_and_deleted()
    {
        var member = await api.NewMemberAsync();
        var created = (await member.Api.PostAsync(Path, new { name = "mine", exchange_binding_id = Desk.PublicBinding, type = "virtual", info = new { strategy = "momentum" } })).Ok(201).Data;
        var id = created.GetProperty("id").GetString();
        Assert.Equal("active", created.GetProperty("status").GetString());
        Assert.Equal(Desk.PublicBinding, created.GetProperty("exchange_binding_id").GetString());
        Assert.Equal(created.ToString(), (await member.Api.GetAsync($"{Path}/{id}")).Data.ToString());
        Assert.Equal(created.ToString(), Assert.Single((await member.Api.GetAsync(Path)).Data.EnumerateArray()).ToString());

        var changed = (await member.Api.PutAsync($"{Path}/{id}", new { status = "paused" })).Ok(200).Data;
        Assert.Equal(("mine", "paused", "momentum"),
            (changed.GetProperty("name").GetString(), changed.GetProperty("status").GetString(), changed.GetProperty("info").GetProperty("strategy").GetString()));
        Assert.Equal("Trading removed successfully", (await member.Api.DeleteAsync($"{Path}/{id}")).Data.GetProperty("message").GetString());
        (await member.Api.GetAsync($"{Path}/{id}")).Refused(404, "NOT_FOUND");
        (await member.Api.PutAsync($"{Path}/{id}", new { name = "x" })).Refused(404, "NOT_FOUND");
        (await member.Api.DeleteAsync($"{Path}/{id}")).Refused(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("real", true, true)]
    [InlineData("real", false, false)]
    [InlineData("virtual", true, false)]
    [InlineData("virtual", false, true)]
    [InlineData("backtest", true, false)]
    [InlineData("backtest", false, true)]
    public async Task Real_money_needs_a_private_binding_and_play_money_a_public_one(string type, bool isPrivate, bool allowed)
    {
        var member = await api.SignInAsync("alice");
        var binding = isPrivate ? (await member.Api.PostAsync("/v1/exchange-bindings", Desk.Binding())).Id : Desk.PublicBinding;
        var answer = await member.Api.PostAsync(Path, new { name = Desk.Unique("t"), exchange_binding_id = binding, type });
        _ = allowed ? answer.Ok(201) : answer.Refused(400, "INVALID_VALUE");
    }

    [Fact]
    public async Task A_name_is_unique_among_the_tradings_of_a_user_until_its_trading_is_deleted()
    {
        var (member, other) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        var id = await Desk.CreateTradingAsync(member, "one");
        (await member.Api.PostAsync(Path, New("one"))).Refused(409, "TRADING_NAME_EXISTS");
        (await other.Api.PostAsync(Path, New("one"))).Ok(201);
        var second = await Desk.CreateTradingAsync(member, "two");
        (await member.Api.PutAsync($"{Path}/{second}", new { name = "one" })).Refused(409, "TRADING_NAME_EXISTS");
        (await member.Api.PutAsync($"{Path}/{id}", new { name = "one" })).Ok(200);
        (await member.Api.DeleteAsync($"{Path}/{id}")).Ok(200);
        (await member.Api.PutAsync($"{Path}/{second}", new { name = "one" })).Ok(200);
    }

    [Theory]
    [InlineData("""{"exchange_binding_id":"01900000-0000-7000-8000-000000000001","type":"virtual"}""", 400, "MISSING_FIELD")]
    [InlineData("""{"name":"n","type":"virtual"}""", 400, "MISSING_FIELD")]
    [InlineData("""{"name":"n","exchange_binding_id":"01900000-0000-7000-8000-000000000001"}""", 400, "MISSING_FIELD")]
    [InlineData("""{"name":"n","exchange_binding_id":"01900000-0000-7000-8000-000000000001","type":"binance"}""", 400, "INVALID_VALUE")]
    [InlineData("""{"name":"n","exchange_binding_id":"01900000-0000-7000-8000-0000000000ff","type":"virtual"}""", 404, "NOT_FOUND")]
    [InlineData("""{"name":"n","exchange_binding_id":"public_binance","type":"virtual"}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"name":"n","exchange_binding_id":null,"type":"virtual"}""", 400, "MISSING_FIELD")]
    public async Task A_trading_that_lacks_something_says_what(string body, int status, string code) =>
        (await (await api.SignInAsync("bob")).Api.PostAsync(Path, body)).Refused(status, code);

    [Theory]
    [InlineData("""{"status":"deleted"}""", "INVALID_VALUE")]
    [InlineData("""{"name":""}""", "INVALID_VALUE")]
    [InlineData("""{"info":1}""", "INVALID_REQUEST")]
    public async Task A_change_that_does_not_fit_is_refused(string body, string code)
    {
        var member = await api.SignInAsync("bob");
        (await member.Api.PutAsync($"{Path}/{await Desk.CreateTradingAsync(member)}", body)).Refused(400, code);
    }

    [Fact]
    public async Task Credentials_in_a_change_are_left_over_from_older_clients_and_ignored()
    {
        var member = await api.SignInAsync("bob");
        var changed = await member.Api.PutAsync($"{Path}/{await Desk.CreateTradingAsync(member)}", new { name = Desk.Unique("t"), api_key = "k", api_secret = "s", type = "real" });
        Assert.Equal("virtual", changed.Ok(200).Data.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_trading_with_sub_accounts_stays()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        (await desk.Api.DeleteAsync($"{Path}/{desk.TradingId}")).Refused(409, "TRADING_HAS_SUBACCOUNTS");
        (await desk.Api.DeleteAsync($"/v1/sub-accounts/{desk.Eth}")).Ok(200);
        (await desk.Api.DeleteAsync($"{Path}/{desk.TradingId}")).Refused(409, "TRADING_HAS_SUBACCOUNTS");
        (await desk.Api.DeleteAsync($"/v1/sub-accounts/{desk.Usdt}")).Ok(200);
        (await desk.Api.DeleteAsync($"{Path}/{desk.TradingId}")).Ok(200);
    }

    [Fact]
    public async Task A_deletion_and_a_new_sub_account_at_once_never_leave_an_account_without_its_trading()
    {
        var member = await api.NewMemberAsync();
        for (var round = 0; round < 10; round++)
        {
            var id = await Desk.CreateTradingAsync(member);
            var open = member.Api.PostAsync("/v1/sub-accounts", new { name = "a", symbol = "BTC", trading_id = id });
            var delete = member.Api.DeleteAsync($"{Path}/{id}");
            var (opened, deleted) = (await open, await delete);
            Assert.True((opened.Status, deleted.Status) is (201, 409) or (404, 200), $"{opened.Text} {deleted.Text}");
        }
    }

    [Fact]
    public async Task A_foreign_trading_answers_like_a_missing_one()
    {
        var (owner, stranger) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        var id = await Desk.CreateTradingAsync(owner);
        await Foreign.AssertLikeMissingAsync(stranger, id, ("GET", $"{Path}/{{id}}", null), ("PUT", $"{Path}/{{id}}", new { name = "x" }), ("DELETE", $"{Path}/{{id}}", null),
            ("POST", "/v1/sub-accounts", new { name = "x", symbol = "BTC", trading_id = "{id}" }),
            ("POST", "/v1/trading-logs", new { trading_id = "{id}", type = "custom", source = "manual", message = "m" }));
        Assert.Equal(0, (await stranger.Api.GetAsync($"/v1/sub-accounts?trading_id={id}")).Data.GetProperty("sub_accounts").GetArrayLength());
        Assert.Equal(0, (await stranger.Api.GetAsync($"/v1/transactions?trading_id={id}")).Data.GetProperty("pagination").GetProperty("total").GetInt32());
        Assert.Equal(0, (await stranger.Api.GetAsync($"/v1/trading-logs?trading_id={id}")).Data.GetProperty("pagination").GetProperty("total").GetInt32());
    }

    private static object New(string name) => new { name, exchange_binding_id = Desk.PublicBinding, type = "virtual" };
}
