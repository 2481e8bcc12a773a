using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.Logs;

/// <summary>Trading logs that are notes, their lists, and how an administrator takes one away.</summary>
public sealed class LogTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/trading-logs";

    [Theory]
    [InlineData("trade_execution", "manual")]
    [InlineData("api_call", "bot")]
    [InlineData("system_event", "api")]
    [InlineData("error", "bot")]
    [InlineData("custom", "manual")]
    [InlineData("a type of somebody's own", "manual")]
    [InlineData("LONG", "manual")]
    public async Task A_note_keeps_what_it_was_given_and_moves_nothing(string type, string source)
    {
        var desk = await Desk.OpenAsync(await api.SignInAsync("alice"), usdt: "10");
        var info = new { custom_field = "any value", metadata = new { confidence = 0.85, list = new object[] { 1, "two", null! } } };
        var log = (await desk.Api.PostAsync(Path, new { trading_id = desk.TradingId, type, source, message = "Grüße, 世界 \U0001F600", info, sub_account_id = desk.Usdt })).Ok(201).Data;
        Assert.Equal((type, source, "Grüße, 世界 \U0001F600"), (log.GetProperty("type").GetString(), log.GetProperty("source").GetString(), log.GetProperty("message").GetString()));
        Assert.Equal(JsonSerializer.Serialize(info), log.GetProperty("info").ToString());
        Assert.Equal(JsonValueKind.Null, log.GetProperty("transaction_id").ValueKind);
        Assert.Equal(desk.Usdt, log.GetProperty("sub_account_id").GetString());
        Assert.Equal(log.ToString(), (await desk.Api.GetAsync($"{Path}/{log.GetProperty("id")}")).Data.ToString());
        Assert.Equal(log.ToString(), (await desk.LogsAsync($"trading_id={desk.TradingId}")).Single().ToString());
        Assert.Equal(10, await desk.BalanceAsync(desk.Usdt));
    }

    [Fact]
    public async Task A_note_may_name_a_transaction_of_its_owner_and_no_other()
    {
        var (desk, stranger) = (await Desk.OpenAsync(await api.NewMemberAsync(), usdt: "1"), await Desk.OpenAsync(await api.NewMemberAsync()));
        var transaction = (await desk.TransactionsAsync()).Single().GetProperty("id").GetString()!;
        var named = await desk.Api.PostAsync(Path, new { trading_id = desk.TradingId, type = "custom", source = "bot", message = "m", transaction_id = transaction });
        Assert.Equal(transaction, named.Ok(201).Data.GetProperty("transaction_id").GetString());
        await Foreign.AssertLikeMissingAsync(stranger.Owner, transaction, ("GET", "/v1/transactions/{id}", null),
            ("POST", Path, new { trading_id = stranger.TradingId, type = "custom", source = "bot", message = "m", transaction_id = "{id}" }));
    }

    [Theory]
    [InlineData("""{"type":"custom","source":"bot","message":"m"}""", "MISSING_FIELD", "trading_id")]
    [InlineData("""{"trading_id":"{t}","source":"bot","message":"m"}""", "MISSING_FIELD", "type")]
    [InlineData("""{"trading_id":"{t}","type":"custom","message":"m"}""", "MISSING_FIELD", "source")]
    [InlineData("""{"trading_id":"{t}","type":"custom","source":"bot"}""", "MISSING_FIELD", "message")]
    [InlineData("""{"trading_id":"{t}","type":"custom","source":"bot","message":""}""", "MISSING_FIELD", "message")]
    [InlineData("""{"trading_id":"{t}","type":"","source":"bot","message":"m"}""", "MISSING_FIELD", "type")]
    [InlineData("""{"trading_id":"{t}","type":"123456789012345678901234567890123456789012345678901","source":"bot","message":"m"}""", "INVALID_VALUE", "type")]
    [InlineData("""{"trading_id":"{t}","type":"custom","source":"robot","message":"m"}""", "INVALID_VALUE", "source")]
    [InlineData("""{"trading_id":"{t}","type":"custom","source":"bot","message":5}""", "INVALID_REQUEST", "message")]
    [InlineData("""{"trading_id":"x","type":"custom","source":"bot","message":"m"}""", "INVALID_REQUEST", "trading_id")]
    [InlineData("""{"trading_id":"{t}","type":"custom","source":"bot","message":"m","sub_account_id":"x"}""", "INVALID_REQUEST", "sub_account_id")]
    [InlineData("""{"trading_id":"{t}","type":"custom","source":"bot","message":"m","info":"text"}""", "INVALID_REQUEST", "info")]
    public async Task A_log_that_lacks_something_says_what(string body, string code, string field)
    {
        var member = await api.SignInAsync("bob");
        var trading = await Desk.CreateTradingAsync(member);
        Assert.StartsWith(field, (await member.Api.PostAsync(Path, body.Replace("{t}", trading, StringComparison.Ordinal))).Refused(400, code).Message, StringComparison.Ordinal);
        Assert.Equal(0, (await member.Api.GetAsync($"{Path}?trading_id={trading}")).Data.GetProperty("pagination").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Lists_filter_by_account_trading_type_and_source_and_count_right()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var other = await Desk.OpenAsync(desk.Owner);
        foreach (var (d, type, source, account) in new[]
        {
            (desk, "a", "bot", desk.Eth), (desk, "a", "manual", null), (desk, "b", "bot", desk.Usdt), (desk, "b", "bot", null), (other, "a", "bot", other.Eth),
        })
        {
            (await desk.Api.PostAsync(Path, new { trading_id = d.TradingId, type, source, message = "m", sub_account_id = account })).Ok(201);
        }

        foreach (var (query, count) in new[]
        {
            ("", 5), ($"trading_id={desk.TradingId}", 4), ($"sub_account_id={desk.Eth}", 1), ("type=a", 3), ("source=bot", 4), ("type=a&source=bot", 2),
            ($"trading_id={desk.TradingId}&type=b", 2), ($"sub_account_id={desk.Usdt}&trading_id={desk.TradingId}", 1), ($"sub_account_id={desk.Usdt}&trading_id={other.TradingId}", 0),
            ("type=c", 0), ("source=nobody", 0), ($"trading_id={Guid.CreateVersion7()}", 0), ("type=a&start_date=2000-01-01", 3), ("type=a&end_date=2000-01-01", 0),
        })
        {
            var list = (await desk.Api.GetAsync($"{Path}?{query}")).Data;
            Assert.Equal((count, count), (list.GetProperty("trading_logs").GetArrayLength(), list.GetProperty("pagination").GetProperty("total").GetInt32()));
        }
    }

    [Fact]
    public async Task Only_an_administrator_deletes_a_log_and_the_ledger_stays_as_it_is()
    {
        var (admin, desk) = (await api.SignInAsync("admin"), await Desk.OpenAsync(await api.NewMemberAsync()));
        var log = (await desk.DepositAsync(5)).Id;
        (await desk.RecordAsync("custom")).Ok(201);
        (await desk.Api.DeleteAsync($"{Path}/{log}")).Refused(403, "ACCESS_DENIED");
        (await admin.Api.GetAsync($"{Path}/{log}")).Refused(404, "NOT_FOUND");
        Assert.Equal("Trading log deleted successfully", (await admin.Api.DeleteAsync($"{Path}/{log}")).Data.GetProperty("message").GetString());
        (await admin.Api.DeleteAsync($"{Path}/{log}")).Refused(404, "NOT_FOUND");
        (await desk.Api.GetAsync($"{Path}/{log}")).Refused(404, "NOT_FOUND");
        Assert.Equal(["custom"], (await desk.LogsAsync()).Select(l => l.GetProperty("type").GetString()!));
        foreach (var (query, total) in new[] { ("", 1), ("type=deposit", 0), ("start_date=2000-01-01", 1) })
        {
            Assert.Equal(total, (await desk.Api.GetAsync($"{Path}?{query}")).Data.GetProperty("pagination").GetProperty("total").GetInt32());
        }

        Assert.Equal(5, await desk.BalanceAsync(desk.Usdt));
        Assert.Single(await desk.TransactionsAsync());
        Assert.Equal(1, await api.Database.ScalarAsync<long>("SELECT count(*) FROM trading.trading_logs WHERE id = $1 AND deleted_at IS NOT NULL", Guid.Parse(log)));
    }

    [Fact]
    public async Task A_log_deleted_twice_at_once_is_counted_once()
    {
        var (admin, desk) = (await api.SignInAsync("admin"), await Desk.OpenAsync(await api.NewMemberAsync()));
        await desk.RecordAsync("custom");
        var log = (await desk.RecordAsync("custom")).Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => admin.Api.DeleteAsync($"{Path}/{log}")));
        Assert.Single(answers, a => a.Status == 200);
        Assert.Equal(1, (await desk.Api.GetAsync(Path)).Data.GetProperty("pagination").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_foreign_log_answers_like_a_missing_one()
    {
        var (owner, stranger) = (await Desk.OpenAsync(await api.NewMemberAsync()), await api.NewMemberAsync());
        var log = (await owner.RecordAsync("custom")).Id;
        await Foreign.AssertLikeMissingAsync(stranger, log, ("GET", $"{Path}/{{id}}", null));
        Assert.Empty((await stranger.Api.GetAsync(Path)).Data.GetProperty("trading_logs").EnumerateArray());
    }
}
