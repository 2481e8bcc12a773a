using System.Globalization;
using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.Ledger;

/// <summary>The ledger under many hands: nothing below zero, nothing lost, nothing half booked, no deadlock.</summary>
public sealed class ConcurrencyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Of_two_withdrawals_of_60_from_100_at_once_one_is_refused()
    {
        var member = await api.NewMemberAsync();
        for (var round = 0; round < 10; round++)
        {
            var desk = await Desk.OpenAsync(member, usdt: "100");
            var answers = await Task.WhenAll(desk.WithdrawAsync(60), desk.WithdrawAsync(60));
            Assert.Equal([201, 422], answers.Select(a => a.Status).Order());
            answers.Single(a => a.Status == 422).Refused(422, "INSUFFICIENT_BALANCE");
            Assert.Equal(40, await desk.BalanceAsync(desk.Usdt));
        }
    }

    [Fact]
    public async Task Trades_over_the_same_accounts_in_opposite_order_do_not_wait_for_each_other_for_ever()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync(), eth: "1000", usdt: "1000");
        var reversed = new { stock_account_id = desk.Usdt, currency_account_id = desk.Eth, price = 1, volume = 1, stock = "USDT", currency = "ETH", fee = 0 };
        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => (i % 4) switch
        {
            0 => desk.TradeAsync("long", 1, 1, 0),
            1 => desk.TradeAsync("short", 1, 1, 0),
            2 => desk.RecordAsync("long", reversed),
            _ => desk.RecordAsync("short", reversed),
        }));
        Assert.All(answers, a => a.Ok(201));
        Assert.Equal((1000m, 1000m), (await desk.BalanceAsync(desk.Eth), await desk.BalanceAsync(desk.Usdt)));
        await AssertLedgerAsync(desk);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_done_at_once_the_sums_match(int seed)
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync(), eth: "10", usdt: "1000");
        var second = desk with { Eth = await Desk.OpenAccountAsync(desk.Owner, desk.TradingId, "ETH", "1") };
        var random = new Random(seed);
        var steps = Enumerable.Range(0, 160).Select(_ => Step.Draw(random)).ToList();
        var outcomes = new (Step Step, int Status)[steps.Count];
        await Parallel.ForAsync(0, steps.Count, new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            var answer = await steps[i].DoAsync(steps[i].OnSecond ? second : desk);
            Assert.True(answer.Status is 201 or 422, answer.Text);
            outcomes[i] = (steps[i], answer.Status);
        });

        var booked = outcomes.Where(o => o.Status == 201).Select(o => o.Step).ToList();
        Assert.Contains(outcomes, o => o.Status == 422);
        Assert.Equal(10 + booked.Where(s => !s.OnSecond).Sum(s => s.Stock), await desk.BalanceAsync(desk.Eth));
        Assert.Equal(1 + booked.Where(s => s.OnSecond).Sum(s => s.Stock), await desk.BalanceAsync(second.Eth));
        Assert.Equal(1000 + booked.Sum(s => s.Currency), await desk.BalanceAsync(desk.Usdt));
        Assert.Equal(booked.Count, (await desk.Api.GetAsync($"/v1/trading-logs?trading_id={desk.TradingId}")).Data.GetProperty("pagination").GetProperty("total").GetInt32());
        await AssertLedgerAsync(desk);
    }

    /// <summary>One request, and what it changes when it is booked.</summary>
    private sealed record Step(string Type, bool OnSecond, decimal Price, decimal Volume, decimal Fee)
    {
        public decimal Stock => Type switch { "long" => Volume, "short" or "stop_loss" => -Volume, _ => 0 };

        public decimal Currency => Type switch
        {
            "long" => -(decimal.Round(Price * Volume, 8, MidpointRounding.ToEven) + Fee),
            "short" or "stop_loss" => decimal.Round(Price * Volume, 8, MidpointRounding.ToEven) - Fee,
            "deposit" => Volume,
            _ => -Volume * 30,
        };

        public static Step Draw(Random random) => new(
            random.GetItems(["long", "short", "stop_loss", "deposit", "withdraw"], 1)[0], random.Next(2) == 0,
            random.Next(1, 40_000_000) / 1_000_000m, random.Next(1, 900_000_000) / 100_000_000m, random.Next(0, 300) / 100m);

        public Task<Answer> DoAsync(Desk desk) => Type switch
        {
            "deposit" => desk.DepositAsync(Volume),
            "withdraw" => desk.WithdrawAsync(-Currency),
            _ => desk.TradeAsync(Type, Price, Volume, Fee),
        };
    }

    /// <summary>For every account: transactions follow on each other, sum to the balance, and are counted right.</summary>
    private async Task AssertLedgerAsync(Desk desk)
    {
        var total = 0;
        var accounts = (await desk.Api.GetAsync($"/v1/sub-accounts?trading_id={desk.TradingId}")).Data.GetProperty("sub_accounts").EnumerateArray().ToList();
        foreach (var account in accounts)
        {
            var list = (await desk.Api.GetAsync($"/v1/transactions?sub_account_id={account.GetProperty("id")}&limit=1000")).Data;
            var rows = list.GetProperty("transactions").EnumerateArray().Reverse().ToList();
            var balance = 0m;
            foreach (var row in rows)
            {
                balance += (row.GetProperty("direction").GetString() == "credit" ? 1 : -1) * Number(row, "amount");
                Assert.Equal(balance, Number(row, "closing_balance"));
                Assert.True(balance >= 0);
            }

            Assert.Equal(balance, Number(account, "balance"));
            Assert.Equal(rows.Count, list.GetProperty("pagination").GetProperty("total").GetInt32());
            foreach (var direction in new[] { "credit", "debit" })
            {
                var counted = (await desk.Api.GetAsync($"/v1/transactions?sub_account_id={account.GetProperty("id")}&direction={direction}&limit=1")).Data;
                Assert.Equal(rows.Count(r => r.GetProperty("direction").GetString() == direction), counted.GetProperty("pagination").GetProperty("total").GetInt32());
            }

            total += rows.Count;
        }

        Assert.Equal(total, (await desk.Api.GetAsync($"/v1/transactions?trading_id={desk.TradingId}&limit=1")).Data.GetProperty("pagination").GetProperty("total").GetInt32());
        Assert.Equal(0, await api.Database.ScalarAsync<long>("""
            SELECT count(*) FROM trading.trading_logs l
            WHERE l.trading_id = $1 AND (l.transaction_id IS NULL OR NOT EXISTS (SELECT FROM trading.transactions t WHERE t.id = l.transaction_id))
            """, Guid.Parse(desk.TradingId)));
    }

    private static decimal Number(JsonElement row, string name) => decimal.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
