using Platform.Kernel.Http;

namespace Platform.Trading.Ledger;

/// <summary>The ledger's rules as pure functions: from locked accounts and a request to postings or a refusal.</summary>
internal static class LedgerRules
{
    public const string Long = "long";
    public const string Short = "short";
    public const string StopLoss = "stop_loss";
    public const string Deposit = "deposit";
    public const string Withdraw = "withdraw";
    public const string Locked = "locked";
    public const string Unlocked = "unlocked";

    /// <summary>Types of trading log that move money; every other type is a note.</summary>
    public static bool MovesMoney(string type) => type is Long or Short or StopLoss or Deposit or Withdraw;

    /// <summary>A long buys stock for price times volume plus fee; a short or stop-loss sells it for price times volume minus fee.</summary>
    public static Decision DecideTrade(Trade trade, AccountState stock, AccountState currency)
    {
        if (Money.Multiply(trade.Price, trade.Volume) is not { } value)
        {
            return TradingProblems.InvalidInfo("info.price times info.volume is too large");
        }

        if (trade.Type == Long)
        {
            var cost = value + trade.Fee;
            if (cost == 0)
            {
                return TradingProblems.Unbookable("The trade is too small to have a price",
                    $"Price times volume rounds to 0 at {Money.Decimals} decimals");
            }

            return currency.Balance < cost
                ? TradingProblems.InsufficientBalance(Long, currency.Balance, cost)
                : Both(Credit(stock, trade.Volume, trade), Debit(currency, cost, trade));
        }

        if (stock.Balance < trade.Volume)
        {
            return TradingProblems.InsufficientBalance(trade.Type, stock.Balance, trade.Volume);
        }

        return value < trade.Fee
            ? TradingProblems.Unbookable($"The fee exceeds the proceeds of the {trade.Type}",
                $"Proceeds: {Money.Format(value)}, fee: {Money.Format(trade.Fee)}")
            : Both(Debit(stock, trade.Volume, trade), Credit(currency, value - trade.Fee, trade));
    }

    public static Decision DecideDeposit(AccountState account, decimal amount) =>
        Both(Move(account, Posting.Credit, amount, Deposit, 1, account.Symbol));

    public static Decision DecideWithdraw(AccountState account, decimal amount) => account.Balance < amount
        ? TradingProblems.InsufficientBalance(Withdraw, account.Balance, amount)
        : Both(Move(account, Posting.Debit, amount, Withdraw, 1, account.Symbol));

    /// <summary>Sets an amount aside: it leaves the balance and waits in the locked balance.</summary>
    public static Decision DecideLock(AccountState account, decimal amount) => account.Balance < amount
        ? TradingProblems.InsufficientBalance("lock", account.Balance, amount)
        : account.Locked + amount > Money.Max
            ? TooLarge()
            : Both(Move(account, Posting.Debit, amount, Locked, 1, account.Symbol) with { LockedChange = amount });

    /// <summary>Gives a locked amount back to the balance.</summary>
    public static Decision DecideUnlock(AccountState account, decimal amount) => account.Locked < amount
        ? TradingProblems.InsufficientBalance("unlock", account.Locked, amount)
        : Both(Move(account, Posting.Credit, amount, Unlocked, 1, account.Symbol) with { LockedChange = -amount });

    /// <summary>A balance that a bot reports; it must follow from the one that is stored.</summary>
    public static Decision DecideBalance(AccountState account, BalanceChange change)
    {
        if (change.Previous != account.Balance)
        {
            return TradingProblems.Unbookable("previous_balance is stale",
                $"Stored balance: {Money.Format(account.Balance)}, previous_balance: {Money.Format(change.Previous)}");
        }

        return change.New - change.Previous != change.Direction * change.Amount
            ? TradingProblems.Unbookable("new_balance does not follow from previous_balance, amount and direction",
                $"Expected: {Money.Format(change.Previous + change.Direction * change.Amount)}, new_balance: {Money.Format(change.New)}")
            : Both(Move(account, change.Direction, change.Amount, change.Reason, change.Price ?? 1, change.QuoteSymbol ?? account.Symbol));
    }

    private static Posting Credit(AccountState account, decimal amount, Trade trade) =>
        Move(account, Posting.Credit, amount, trade.Type, trade.Price, trade.Currency);

    private static Posting Debit(AccountState account, decimal amount, Trade trade) =>
        Move(account, Posting.Debit, amount, trade.Type, trade.Price, trade.Currency);

    private static Posting Move(AccountState account, short direction, decimal amount, string reason, decimal price, string quote) =>
        new(account.Id, direction, amount, account.Balance + direction * amount, 0, reason, price, quote);

    /// <summary>Books what moves an amount, unless a balance would grow too large.</summary>
    private static Decision Both(params Posting[] postings) =>
        postings.Any(p => p.ClosingBalance > Money.Max)
            ? TooLarge()
            : Decision.Book([.. postings.Where(p => p.Amount > 0)]);

    private static Problem TooLarge() => TradingProblems.Unbookable("The balance would become too large", $"Limit: {Money.Format(Money.Max)}");
}

/// <summary>What a bot says about a balance: where it was, where it is, and by how much it moved.</summary>
internal sealed record BalanceChange(
    decimal Previous, decimal New, decimal Amount, short Direction, string Reason, decimal? Price, string? QuoteSymbol);
