using Platform.Tests.Support;

namespace Platform.Tests.Trading.SubAccounts;

/// <summary>Sub-accounts: how they open, what changes them, and when they may go.</summary>
public sealed class SubAccountTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/sub-accounts";

    [Fact]
    public async Task No_index_has_what_every_event_changes()
    {
        Assert.Equal(0, await Indexed("balance", "locked_balance", "credits", "debits", "updated_at"));
        Assert.Equal(1, await Indexed("user_id"));

        Task<long> Indexed(params string[] columns) => api.Database.ScalarAsync<long>("""
            SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = 'trading.sub_accounts'::regclass AND a.attname = ANY ($1::text[])
            """, [columns]);
    }

    [Fact]
    public async Task A_sub_account_is_opened_read_listed_changed_and_deleted()
    {
        var member = await api.NewMemberAsync();
        var trading = await Desk.CreateTradingAsync(member);
        var opened = (await member.Api.PostAsync(Path, new { name = "mine", symbol = "BTC", trading_id = trading, info = new { description = "d" } })).Ok(201).Data;
        var id = opened.GetProperty("id").GetString();
        Assert.Equal(("BTC", "0", "0", "0"), (opened.GetProperty("symbol").GetString(), opened.GetProperty("balance").GetString(),
            opened.GetProperty("locked_balance").GetString(), opened.GetProperty("info").GetProperty("initial_balance").GetString()));
        Assert.Equal(opened.ToString(), (await member.Api.GetAsync($"{Path}/{id}")).Data.ToString());
        Assert.Equal(opened.ToString(), Assert.Single((await member.Api.GetAsync(Path)).Data.GetProperty("sub_accounts").EnumerateArray()).ToString());

        var changed = (await member.Api.PutAsync($"{Path}/{id}", new { name = "other", symbol = "ETH", balance = "1000", locked_balance = "5" })).Ok(200).Data;
        Assert.Equal(("other", "BTC", "0", "0"), (changed.GetProperty("name").GetString(), changed.GetProperty("symbol").GetString(),
            changed.GetProperty("balance").GetString(), changed.GetProperty("locked_balance").GetString()));
        (await member.Api.DeleteAsync($"{Path}/{id}")).Ok(200);
        (await member.Api.GetAsync($"{Path}/{id}")).Refused(404, "NOT_FOUND");
        (await member.Api.PutAsync($"{Path}/{id}", new { name = "x" })).Refused(404, "NOT_FOUND");
        (await member.Api.DeleteAsync($"{Path}/{id}")).Refused(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("\"0.5\"", "0.5")]
    [InlineData("0.5", "0.5")]
    [InlineData("\"0.50000000\"", "0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("\"0.00000001\"", "0.00000001")]
    [InlineData("999999999999999999.99999999", "999999999999999999.99999999")]
    public async Task An_opening_balance_is_booked_as_the_first_deposit(string balance, string canonical)
    {
        var member = await api.NewMemberAsync();
        var trading = await Desk.CreateTradingAsync(member);
        var opened = (await member.Api.PostAsync(Path, $$"""{"name":"a","symbol":"BTC","balance":{{balance}},"trading_id":"{{trading}}"}""")).Ok(201);
        Assert.Equal(canonical, opened.Data.GetProperty("balance").GetString());
        Assert.Equal(canonical, opened.Data.GetProperty("info").GetProperty("initial_balance").GetString());
        var booked = Assert.Single((await member.Api.GetAsync($"/v1/transactions?sub_account_id={opened.Id}")).Data.GetProperty("transactions").EnumerateArray());
        Assert.Equal(("credit", "deposit", canonical, canonical, "1", "BTC"),
            (booked.GetProperty("direction").GetString(), booked.GetProperty("reason").GetString(), booked.GetProperty("amount").GetString(),
                booked.GetProperty("closing_balance").GetString(), booked.GetProperty("price").GetString(), booked.GetProperty("quote_symbol").GetString()));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"-0.00000001\"")]
    [InlineData("0.000000001")]
    [InlineData("1e400")]
    [InlineData("1000000000000000000")]
    [InlineData("\"\"")]
    [InlineData("\"1,5\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"+1\"")]
    [InlineData("\"0x10\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"1.\"")]
    [InlineData("\".5\"")]
    [InlineData("\"1e\"")]
    [InlineData("\"\u0661\"")]
    public async Task An_opening_balance_that_is_no_amount_is_refused(string balance)
    {
        var member = await api.SignInAsync("alice");
        var trading = await Desk.CreateTradingAsync(member);
        (await member.Api.PostAsync(Path, $$"""{"name":"a","symbol":"BTC","balance":{{balance}},"trading_id":"{{trading}}"}""")).Refused(400, "INVALID_VALUE");
        Assert.Equal(0, (await member.Api.GetAsync($"{Path}?trading_id={trading}")).Data.GetProperty("sub_accounts").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"symbol":"BTC","trading_id":"{t}"}""", 400, "MISSING_FIELD")]
    [InlineData("""{"name":"a","trading_id":"{t}"}""", 400, "MISSING_FIELD")]
    [InlineData("""{"name":"a","symbol":"BTC"}""", 400, "MISSING_FIELD")]
    [InlineData("""{"name":"a","symbol":"123456789012345678901","trading_id":"{t}"}""", 400, "INVALID_VALUE")]
    [InlineData("""{"name":"a","symbol":"BTC","trading_id":"trading123"}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"name":"a","symbol":"BTC","balance":true,"trading_id":"{t}"}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"name":"a","symbol":"BTC","balance":{},"trading_id":"{t}"}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"name":"a","symbol":"BTC","trading_id":"01900000-0000-7000-8000-0000000000ff"}""", 404, "NOT_FOUND")]
    public async Task A_sub_account_that_lacks_something_says_what(string body, int status, string code)
    {
        var member = await api.SignInAsync("alice");
        (await member.Api.PostAsync(Path, body.Replace("{t}", await Desk.CreateTradingAsync(member), StringComparison.Ordinal))).Refused(status, code);
    }

    [Fact]
    public async Task A_name_is_unique_within_its_trading_until_its_account_is_deleted()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var first = await Desk.OpenAccountAsync(desk.Owner, desk.TradingId, "BTC", name: "one");
        (await desk.Api.PostAsync(Path, new { name = "one", symbol = "ETH", balance = "5", trading_id = desk.TradingId })).Refused(409, "SUBACCOUNT_NAME_EXISTS");
        (await desk.Api.PutAsync($"{Path}/{desk.Eth}", new { name = "one" })).Refused(409, "SUBACCOUNT_NAME_EXISTS");
        (await desk.Api.PutAsync($"{Path}/{first}", new { name = "one" })).Ok(200);
        await Desk.OpenAccountAsync(desk.Owner, await Desk.CreateTradingAsync(desk.Owner), "BTC", name: "one");
        Assert.Empty(await desk.TransactionsAsync());
        (await desk.Api.DeleteAsync($"{Path}/{first}")).Ok(200);
        (await desk.Api.PutAsync($"{Path}/{desk.Eth}", new { name = "one" })).Ok(200);
    }

    [Fact]
    public async Task An_account_with_a_balance_stays_until_it_is_empty()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync(), usdt: "0.00000001");
        (await desk.Api.DeleteAsync($"{Path}/{desk.Usdt}")).Refused(409, "SUBACCOUNT_HAS_BALANCE");
        (await desk.WithdrawAsync("0.00000001")).Ok(201);
        (await desk.Api.DeleteAsync($"{Path}/{desk.Usdt}")).Ok(200);
        Assert.Equal(2, (await desk.TransactionsAsync()).Count);
    }

    [Fact]
    public async Task An_account_whose_balance_is_locked_stays()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        await api.Database.ExecuteAsync("UPDATE trading.sub_accounts SET locked_balance = 1 WHERE id = $1", Guid.Parse(desk.Eth));
        (await desk.Api.DeleteAsync($"{Path}/{desk.Eth}")).Refused(409, "SUBACCOUNT_HAS_BALANCE");
    }

    [Fact]
    public async Task A_deletion_and_a_deposit_at_once_never_lose_the_deposit()
    {
        var member = await api.NewMemberAsync();
        for (var round = 0; round < 10; round++)
        {
            var desk = await Desk.OpenAsync(member);
            var deposit = desk.DepositAsync(1);
            var delete = desk.Api.DeleteAsync($"{Path}/{desk.Usdt}");
            var (deposited, deleted) = (await deposit, await delete);
            Assert.True((deposited.Status, deleted.Status) is (201, 409) or (404, 200), $"{deposited.Text} {deleted.Text}");
        }
    }

    [Fact]
    public async Task The_list_can_be_narrowed_to_a_trading()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var other = await Desk.OpenAsync(desk.Owner);
        Assert.Equal([desk.Eth, desk.Usdt], await IdsAsync($"?trading_id={desk.TradingId}"));
        Assert.Equal([desk.Eth, desk.Usdt, other.Eth, other.Usdt], await IdsAsync(""));
        Assert.Empty(await IdsAsync($"?trading_id={Guid.CreateVersion7()}"));
        (await desk.Api.GetAsync($"{Path}?trading_id=nonsense")).Refused(400, "INVALID_VALUE");

        async Task<string[]> IdsAsync(string query) =>
            [.. (await desk.Api.GetAsync(Path + query)).Data.GetProperty("sub_accounts").EnumerateArray().Select(s => s.GetProperty("id").GetString()!)];
    }

    [Fact]
    public async Task A_foreign_sub_account_answers_like_a_missing_one()
    {
        var (owner, stranger) = (await Desk.OpenAsync(await api.NewMemberAsync(), usdt: "100"), await Desk.OpenAsync(await api.NewMemberAsync()));
        await Foreign.AssertLikeMissingAsync(stranger.Owner, owner.Usdt,
            ("GET", $"{Path}/{{id}}", null), ("PUT", $"{Path}/{{id}}", new { name = "x" }), ("DELETE", $"{Path}/{{id}}", null),
            ("POST", "/v1/trading-logs", stranger.Log("withdraw", new { account_id = "{id}", amount = 1, currency = "USDT" })),
            ("POST", "/v1/trading-logs", stranger.Log("deposit", new { account_id = "{id}", amount = 1, currency = "USDT" })),
            ("POST", "/v1/trading-logs", stranger.Log("long", new { stock_account_id = stranger.Eth, currency_account_id = "{id}", price = 1, volume = 1, stock = "ETH", currency = "USDT", fee = 0 })),
            ("POST", "/v1/trading-logs", new { trading_id = stranger.TradingId, type = "custom", source = "bot", message = "m", sub_account_id = "{id}" }));
        Assert.Equal(100, await owner.BalanceAsync(owner.Usdt));
        Assert.Empty((await stranger.Api.GetAsync($"/v1/transactions?sub_account_id={owner.Usdt}")).Data.GetProperty("transactions").EnumerateArray());
    }
}
