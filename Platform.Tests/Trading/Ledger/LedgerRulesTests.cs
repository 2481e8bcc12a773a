using CsCheck;
using Platform.Trading.Ledger;

namespace Platform.Tests.Trading.Ledger;

/// <summary>What the rules decide, for any accounts and any request: nothing is made, lost or overdrawn.</summary>
public sealed class LedgerRulesTests
{
    private static readonly Gen<decimal> Amounts = Gen.OneOf(
        Gen.Long[0, 1_000_000_000_000].Select(units => units / 100_000_000m), Gen.Int[0, 20].Select(n => (decimal)n),
        Gen.Const(0m), Gen.Const(Money.Max), Gen.Const(0.00000001m));

    private static readonly Gen<decimal> Positive = Amounts.Where(a => a > 0);

    private static readonly Gen<AccountState> Accounts = Gen.Select(Amounts, Amounts)
        .Select((balance, locked) => new AccountState(Guid.CreateVersion7(), Guid.Empty, Guid.Empty, Guid.Empty, "USDT", balance, locked));

    private static readonly Gen<string> TradeTypes = Gen.OneOf(Gen.Const(LedgerRules.Long), Gen.Const(LedgerRules.Short), Gen.Const(LedgerRules.StopLoss));

    private static readonly Gen<Trade> Trades = Gen.Select(TradeTypes, Positive, Positive, Amounts)
        .Select((type, price, volume, fee) => new Trade(type, price, volume, fee, "ETH", "USDT"));

    private static AccountState Account(string symbol, decimal balance, decimal locked = 0) =>
        new(Guid.CreateVersion7(), Guid.Empty, Guid.Empty, Guid.Empty, symbol, balance, locked);

    [Theory]
    [InlineData("long", 3000, 2, 12, 0, 10000, 2, 3988)]
    [InlineData("short", 3000, 1.5, 9, 2, 0, 0.5, 4491)]
    [InlineData("stop_loss", 2500, 1, 5, 1, 0, 0, 2495)]
    [InlineData("long", 100, 1, 0, 0, 100, 1, 0)]
    [InlineData("short", 100, 1, 100, 1, 7, 0, 7)]
    public void Worked_examples(string type, double price, double volume, double fee, double eth, double usdt, double ethAfter, double usdtAfter)
    {
        var (stock, currency) = (Account("ETH", (decimal)eth), Account("USDT", (decimal)usdt));
        var decision = LedgerRules.DecideTrade(new Trade(type, (decimal)price, (decimal)volume, (decimal)fee, "ETH", "USDT"), stock, currency);
        Assert.Null(decision.Refusal);
        Assert.Equal((decimal)ethAfter, Closing(decision, stock));
        Assert.Equal((decimal)usdtAfter, Closing(decision, currency));
        Assert.All(decision.Postings, p => Assert.Equal((type, (decimal)price, "USDT"), (p.Reason, p.Price, p.QuoteSymbol)));
    }

    [Theory]
    [InlineData("long", 100, 1, 0.01, 0, 100, "INSUFFICIENT_BALANCE")]
    [InlineData("short", 100, 1.00000001, 0, 1, 0, "INSUFFICIENT_BALANCE")]
    [InlineData("stop_loss", 100, 2, 0, 1, 0, "INSUFFICIENT_BALANCE")]
    [InlineData("short", 100, 1, 100.00000001, 1, 1000, "INVALID_VALUE")]
    [InlineData("stop_loss", 100, 1, 101, 1, 1000, "INVALID_VALUE")]
    [InlineData("long", 999999999999999999, 2, 0, 0, 999999999999999999, "INVALID_INFO_STRUCTURE")]
    public void Worked_refusals(string type, double price, double volume, double fee, double eth, double usdt, string code)
    {
        var trade = new Trade(type, (decimal)price, (decimal)volume, (decimal)fee, "ETH", "USDT");
        var decision = LedgerRules.DecideTrade(trade, Account("ETH", (decimal)eth), Account("USDT", (decimal)usdt));
        Assert.Equal(code, decision.Refusal?.Code);
        Assert.Empty(decision.Postings);
    }

    [Fact]
    public void A_trade_moves_volume_one_way_and_its_value_with_the_fee_the_other_or_nothing() => Gen.Select(Trades, Accounts, Accounts).Sample((trade, stock, currency) =>
    {
        var decision = LedgerRules.DecideTrade(trade, stock, currency);
        AssertConsistent(decision, stock, currency);
        if (decision.Refusal is null)
        {
            var value = Money.Multiply(trade.Price, trade.Volume)!.Value;
            var sign = trade.Type == LedgerRules.Long ? 1 : -1;
            Assert.Equal(sign * trade.Volume, Change(decision, stock));
            Assert.Equal(trade.Type == LedgerRules.Long ? -(value + trade.Fee) : value - trade.Fee, Change(decision, currency));
        }
    }, iter: 20_000);

    [Fact]
    public void A_long_is_refused_exactly_when_it_costs_nothing_or_more_than_there_is() => Gen.Select(Trades, Accounts, Accounts).Sample((trade, stock, currency) =>
    {
        var bought = trade with { Type = LedgerRules.Long };
        if (Money.Multiply(bought.Price, bought.Volume) is { } value && stock.Balance + bought.Volume <= Money.Max)
        {
            var decision = LedgerRules.DecideTrade(bought, stock, currency);
            var cost = value + bought.Fee;
            Assert.Equal(cost == 0 ? "INVALID_VALUE" : currency.Balance < cost ? "INSUFFICIENT_BALANCE" : null, decision.Refusal?.Code);
        }
    }, iter: 20_000);

    [Fact]
    public void Stop_loss_is_a_short_of_another_name() => Gen.Select(Trades, Accounts, Accounts).Sample((trade, stock, currency) =>
    {
        var sold = LedgerRules.DecideTrade(trade with { Type = LedgerRules.Short }, stock, currency);
        var stopped = LedgerRules.DecideTrade(trade with { Type = LedgerRules.StopLoss }, stock, currency);
        Assert.Equal(sold.Refusal?.Code, stopped.Refusal?.Code);
        Assert.Equal(sold.Postings.Select(p => p with { Reason = "" }), stopped.Postings.Select(p => p with { Reason = "" }));
        Assert.All(stopped.Postings, p => Assert.Equal(LedgerRules.StopLoss, p.Reason));
    }, iter: 5_000);

    [Fact]
    public void Deposits_add_and_withdrawals_take_what_is_there() => Gen.Select(Accounts, Positive).Sample((account, amount) =>
    {
        var deposit = LedgerRules.DecideDeposit(account, amount);
        AssertConsistent(deposit, account);
        Assert.Equal(account.Balance + amount > Money.Max, deposit.Refusal is not null);
        var withdrawal = LedgerRules.DecideWithdraw(account, amount);
        AssertConsistent(withdrawal, account);
        Assert.Equal(account.Balance < amount ? "INSUFFICIENT_BALANCE" : null, withdrawal.Refusal?.Code);
        if (withdrawal.Refusal is null)
        {
            Assert.Equal(-amount, Change(withdrawal, account));
        }
    }, iter: 20_000);

    [Fact]
    public void What_is_locked_can_be_unlocked_and_everything_is_as_before() => Gen.Select(Accounts, Positive).Sample((account, amount) =>
    {
        var locking = LedgerRules.DecideLock(account, amount);
        AssertConsistent(locking, account);
        if (locking.Refusal is null)
        {
            var posting = Assert.Single(locking.Postings);
            Assert.Equal(amount, posting.LockedChange);
            var locked = account with { Balance = posting.ClosingBalance, Locked = account.Locked + posting.LockedChange };
            var unlocking = LedgerRules.DecideUnlock(locked, amount);
            AssertConsistent(unlocking, locked);
            var back = Assert.Single(unlocking.Postings);
            Assert.Equal((account.Balance, account.Locked), (back.ClosingBalance, locked.Locked + back.LockedChange));
        }
    }, iter: 20_000);

    [Fact]
    public void More_than_is_locked_cannot_be_unlocked() => Gen.Select(Accounts, Positive).Sample((account, amount) =>
        Assert.Equal(account.Locked < amount, LedgerRules.DecideUnlock(account, amount).Refusal is { Code: "INSUFFICIENT_BALANCE" }), iter: 5_000);

    [Fact]
    public void A_reported_balance_is_booked_only_when_it_follows_from_the_stored_one() =>
        Gen.Select(Accounts, Amounts, Amounts, Amounts, Gen.Bool).Sample((account, previous, next, amount, credit) =>
        {
            var direction = credit ? Posting.Credit : Posting.Debit;
            var decision = LedgerRules.DecideBalance(account, new BalanceChange(previous, next, amount, direction, "reported", null, null));
            AssertConsistent(decision, account);
            Assert.Equal(previous == account.Balance && next == previous + direction * amount && next <= Money.Max, decision.Refusal is null);
            var truly = LedgerRules.DecideBalance(account, new BalanceChange(account.Balance, account.Balance + amount, amount, Posting.Credit, "reported", null, null));
            Assert.Equal(account.Balance + amount <= Money.Max, truly.Refusal is null);
        }, iter: 20_000);

    /// <summary>Either refused without postings, or postings that follow from the balances, all above zero, none below.</summary>
    private static void AssertConsistent(Decision decision, params AccountState[] accounts)
    {
        if (decision.Refusal is not null)
        {
            Assert.Empty(decision.Postings);
            return;
        }

        Assert.All(decision.Postings, posting =>
        {
            var account = accounts.Single(a => a.Id == posting.SubAccountId);
            Assert.True(posting.Amount > 0);
            Assert.Equal(account.Balance + posting.Direction * posting.Amount, posting.ClosingBalance);
            Assert.InRange(posting.ClosingBalance, 0, Money.Max);
            Assert.InRange(account.Locked + posting.LockedChange, 0, Money.Max);
        });
        Assert.Equal(decision.Postings.Count, decision.Postings.Select(p => p.SubAccountId).Distinct().Count());
    }

    private static decimal Change(Decision decision, AccountState account) =>
        decision.Postings.Where(p => p.SubAccountId == account.Id).Sum(p => p.Direction * p.Amount);

    private static decimal Closing(Decision decision, AccountState account) => account.Balance + Change(decision, account);
}
