using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.Logs;

/// <summary>Trading logs that move money: what they book, and every way in which they are refused.</summary>
public sealed class MoneyLogTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/trading-logs";

    [Theory]
    [InlineData("long", "3000.00", "2.0", "12.00", "credit", "2", "2", "debit", "6012", "3988")]
    [InlineData("short", "3000", "1.5", "9", "debit", "1.5", "0.5", "credit", "4491", "14491")]
    [InlineData("stop_loss", "2500", "1", "5", "debit", "1", "1", "credit", "2495", "12495")]
    public async Task A_trade_books_stock_first_and_currency_second(
        string type, string price, string volume, string fee, string stockDirection, string stockAmount, string stockAfter, string currencyDirection, string currencyAmount, string currencyAfter)
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync(), eth: type == "long" ? "0" : "2", usdt: "10000");
        var log = (await desk.TradeAsync(type, price, volume, fee)).Ok(201).Data;
        var booked = (await desk.TransactionsAsync()).Where(t => Text(t, "reason") == type).OrderBy(t => Text(t, "id"), StringComparer.Ordinal).ToList();
        Assert.Equal([(desk.Eth, stockDirection, stockAmount, stockAfter), (desk.Usdt, currencyDirection, currencyAmount, currencyAfter)],
            booked.Select(t => (Text(t, "sub_account_id"), Text(t, "direction"), Text(t, "amount"), Text(t, "closing_balance"))));
        foreach (var t in booked)
        {
            Assert.Equal((price.Split('.')[0], "USDT", desk.TradingId, Text(log, "timestamp")), (Text(t, "price"), Text(t, "quote_symbol"), Text(t, "trading_id"), Text(t, "timestamp")));
            Assert.Equal(Text(log, "id"), Text(t.GetProperty("info"), "id"));
            Assert.Equal(t.ToString(), (await desk.Api.GetAsync($"/v1/transactions/{Text(t, "id")}")).Data.ToString());
        }

        Assert.Equal(Text(booked[0], "id"), Text(log, "transaction_id"));
        Assert.Equal(booked.Select(t => Text(t, "id")), log.GetProperty("info").GetProperty("transaction_ids").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(log.ToString(), (await desk.Api.GetAsync($"{Path}/{Text(log, "id")}")).Data.ToString());
        Assert.Equal(stockAfter, (await desk.Api.GetAsync($"/v1/sub-accounts/{desk.Eth}")).Data.GetProperty("balance").GetString());
        Assert.Equal(currencyAfter, (await desk.Api.GetAsync($"/v1/sub-accounts/{desk.Usdt}")).Data.GetProperty("balance").GetString());
    }

    [Fact]
    public async Task Deposits_and_withdrawals_book_one_transaction_and_all_of_it_may_be_withdrawn()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        (await desk.DepositAsync("1000.5")).Ok(201);
        (await desk.WithdrawAsync(1000.5)).Ok(201);
        Assert.Equal([("debit", "withdraw", "1000.5", "0", "1", "USDT"), ("credit", "deposit", "1000.5", "1000.5", "1", "USDT")],
            (await desk.TransactionsAsync()).Select(t => (Text(t, "direction"), Text(t, "reason"), Text(t, "amount"), Text(t, "closing_balance"), Text(t, "price"), Text(t, "quote_symbol"))));
    }

    [Fact]
    public async Task What_rounds_to_nothing_is_not_booked_and_nothing_is_bought_for_it()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync(), eth: "1");
        (await desk.TradeAsync("long", "0.0001", "0.00001", 0)).Refused(422, "INVALID_VALUE");
        var log = (await desk.TradeAsync("short", "0.0001", "0.00001", 0)).Ok(201).Data;
        Assert.Equal([("debit", "0.00001"), ("credit", "1")], (await desk.TransactionsAsync()).Select(t => (Text(t, "direction"), Text(t, "amount"))));
        Assert.Equal(1, log.GetProperty("info").GetProperty("transaction_ids").GetArrayLength());
    }

    [Fact]
    public async Task What_the_balance_does_not_cover_is_refused_and_nothing_is_booked()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync(), eth: "1", usdt: "100");
        Assert.Equal("Account balance: 100, requested: 100.01", (await desk.WithdrawAsync("100.01")).Refused(422, "INSUFFICIENT_BALANCE").Details);
        (await desk.TradeAsync("long", 100, 1, "0.00000001")).Refused(422, "INSUFFICIENT_BALANCE");
        (await desk.TradeAsync("short", 100, "1.00000001", 0)).Refused(422, "INSUFFICIENT_BALANCE");
        (await desk.TradeAsync("stop_loss", 100, 2, 0)).Refused(422, "INSUFFICIENT_BALANCE");
        (await desk.TradeAsync("short", 100, 1, "100.5")).Refused(422, "INVALID_VALUE");
        (await desk.TradeAsync("stop_loss", 100, 1, "100.5")).Refused(422, "INVALID_VALUE");
        await AssertUntouchedAsync(desk, logs: 0);
    }

    [Fact]
    public async Task A_balance_cannot_grow_beyond_what_can_be_stored()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync(), usdt: "999999999999999999.99999999");
        (await desk.DepositAsync("0.00000001")).Refused(422, "INVALID_VALUE");
        (await desk.DepositAsync("999999999999999999")).Refused(422, "INVALID_VALUE");
        (await desk.TradeAsync("long", "999999999999999999", "999999999999999999", 0)).Refused(400, "INVALID_INFO_STRUCTURE");
        Assert.Equal(999999999999999999.99999999m, await desk.BalanceAsync(desk.Usdt));
    }

    public static TheoryData<string, string, string> BrokenTrades => new()
    {
        { "stock_account_id", "null", "Required field 'stock_account_id' missing for trading log type 'long'" },
        { "stock_account_id", "\"eth-account-uuid\"", "stock_account_id" }, { "stock_account_id", "5", "stock_account_id" },
        { "currency_account_id", "null", "currency_account_id" }, { "currency_account_id", "\"\"", "currency_account_id" },
        { "price", "null", "price" }, { "price", "0", "price" }, { "price", "-1", "price" }, { "price", "\"abc\"", "price" }, { "price", "true", "price" },
        { "price", "1.123456789", "price" }, { "price", "1e300", "price" }, { "price", "[]", "price" }, { "price", "\"\"", "price" },
        { "volume", "null", "volume" }, { "volume", "0.0", "volume" }, { "volume", "\"-5\"", "volume" }, { "volume", "0.000000001", "volume" }, { "volume", "{}", "volume" },
        { "volume", "1234567890123456789", "volume" },
        { "stock", "null", "stock" }, { "stock", "\"\"", "stock" }, { "stock", "\"123456789012345678901\"", "stock" }, { "stock", "\"BTC\"", "stock" }, { "stock", "1", "stock" },
        { "currency", "null", "currency" }, { "currency", "\"EUR\"", "currency" }, { "currency", "\"usdt\"", "currency" },
        { "fee", "null", "fee" }, { "fee", "-0.01", "fee" }, { "fee", "\"1,5\"", "fee" }, { "fee", "false", "fee" },
    };

    [Theory]
    [MemberData(nameof(BrokenTrades))]
    public async Task A_trade_whose_info_is_wrong_says_which_field(string field, string value, string message)
    {
        var desk = await Desk.OpenAsync(await api.SignInAsync("alice"), eth: "1", usdt: "100");
        var fields = new Dictionary<string, string>
        {
            ["stock_account_id"] = $"\"{desk.Eth}\"", ["currency_account_id"] = $"\"{desk.Usdt}\"", ["price"] = "10", ["volume"] = "1",
            ["stock"] = "\"ETH\"", ["currency"] = "\"USDT\"", ["fee"] = "0", [field] = value,
        };
        var info = $"{{{string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}"))}}}";
        foreach (var type in new[] { "long", "short", "stop_loss" })
        {
            var body = $$"""{"trading_id":"{{desk.TradingId}}","type":"{{type}}","source":"bot","message":"m","info":{{info}}}""";
            var refused = (await desk.Api.PostAsync(Path, body)).Refused(400, "INVALID_INFO_STRUCTURE");
            Assert.Contains(message.Replace("'long'", $"'{type}'", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
        }

        await AssertUntouchedAsync(desk, logs: 0);
    }

    [Fact]
    public async Task Checks_come_in_the_documented_order()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var info = new Dictionary<string, object>();
        var values = new (string Field, object Value)[]
        {
            ("stock_account_id", desk.Usdt), ("currency_account_id", desk.Usdt), ("price", 1), ("volume", 1), ("stock", "ETH"), ("currency", "USDT"), ("fee", 0),
        };
        foreach (var (field, value) in values)
        {
            Assert.Contains($"'{field}'", (await desk.RecordAsync("long", info)).Refused(400, "INVALID_INFO_STRUCTURE").Message, StringComparison.Ordinal);
            info[field] = value;
        }

        Assert.Contains("differ", (await desk.RecordAsync("long", info)).Refused(400, "INVALID_INFO_STRUCTURE").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account_id", "null")]
    [InlineData("account_id", "\"x\"")]
    [InlineData("amount", "null")]
    [InlineData("amount", "0")]
    [InlineData("amount", "-1")]
    [InlineData("amount", "\"1e-9\"")]
    [InlineData("amount", "1e300")]
    [InlineData("currency", "null")]
    [InlineData("currency", "\"ETH\"")]
    public async Task A_deposit_or_withdrawal_whose_info_is_wrong_says_which_field(string field, string value)
    {
        var desk = await Desk.OpenAsync(await api.SignInAsync("alice"), eth: "1", usdt: "100");
        var fields = new Dictionary<string, string> { ["account_id"] = $"\"{desk.Usdt}\"", ["amount"] = "1", ["currency"] = "\"USDT\"", [field] = value };
        var info = $"{{{string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}"))}}}";
        foreach (var type in new[] { "deposit", "withdraw" })
        {
            var body = $$"""{"trading_id":"{{desk.TradingId}}","type":"{{type}}","source":"api","message":"m","info":{{info}}}""";
            Assert.Contains(field, (await desk.Api.PostAsync(Path, body)).Refused(400, "INVALID_INFO_STRUCTURE").Message, StringComparison.Ordinal);
        }

        await AssertUntouchedAsync(desk, logs: 0);
    }

    [Fact]
    public async Task Accounts_of_another_trading_of_the_same_user_are_refused()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync(), eth: "1", usdt: "100");
        var other = await Desk.OpenAsync(desk.Owner, eth: "1", usdt: "100");
        (await (desk with { Usdt = other.Usdt }).DepositAsync(1)).Refused(400, "INVALID_INFO_STRUCTURE");
        (await (desk with { Usdt = other.Usdt }).TradeAsync("long", 1, 1, 0)).Refused(400, "INVALID_INFO_STRUCTURE");
        (await (desk with { Eth = other.Eth }).TradeAsync("short", 1, 1, 0)).Refused(400, "INVALID_INFO_STRUCTURE");
        (await desk.Api.PostAsync(Path, new { trading_id = desk.TradingId, type = "custom", source = "bot", message = "m", sub_account_id = other.Usdt })).Refused(400, "INVALID_INFO_STRUCTURE");
        await AssertUntouchedAsync(desk, logs: 0);
    }

    [Fact]
    public async Task A_deleted_account_and_a_deleted_trading_take_nothing_more()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        (await desk.Api.DeleteAsync($"/v1/sub-accounts/{desk.Usdt}")).Ok(200);
        (await desk.DepositAsync(1)).Refused(404, "NOT_FOUND");
        (await desk.Api.DeleteAsync($"/v1/sub-accounts/{desk.Eth}")).Ok(200);
        (await desk.Api.DeleteAsync($"/v1/tradings/{desk.TradingId}")).Ok(200);
        (await desk.RecordAsync("custom")).Refused(404, "NOT_FOUND");
    }

    private static async Task AssertUntouchedAsync(Desk desk, int logs)
    {
        Assert.Equal((1m, 100m), (await desk.BalanceAsync(desk.Eth), await desk.BalanceAsync(desk.Usdt)));
        Assert.Equal(2, (await desk.TransactionsAsync($"trading_id={desk.TradingId}")).Count);
        Assert.Equal(logs, (await desk.LogsAsync($"trading_id={desk.TradingId}")).Count);
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();
}
