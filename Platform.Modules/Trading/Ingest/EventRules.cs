using Platform.Trading.Ledger;

namespace Platform.Trading.Ingest;

/// <summary>What an event does to the ledger, decided from the accounts as the events before it left them.</summary>
internal static class EventRules
{
    private static readonly Decision Nothing = Decision.Book();

    /// <returns>Why the event cannot be applied, or null with its tenant and its postings.</returns>
    public static string? Decide(TradingEvent e, Accounts accounts, out Guid tenant, out Decision decision)
    {
        decision = Nothing;
        tenant = default;
        if (e.SubAccountId is not { } id)
        {
            if (accounts.Trading(e.TradingId) is not var (owner, user) || user != e.UserId)
            {
                return "trading_id is unknown, or not of user_id";
            }

            tenant = owner;
            return null;
        }

        if (accounts.SubAccount(id) is not { } account || account.UserId != e.UserId || account.TradingId != e.TradingId)
        {
            return "sub_account_id is unknown, or not of trading_id and user_id";
        }

        tenant = account.TenantId;
        switch (e.Detail)
        {
            case BalanceDetail balance:
                if (balance.Symbol != account.Symbol)
                {
                    return OtherSymbol(account);
                }

                decision = LedgerRules.DecideBalance(account, new BalanceChange(
                    balance.Previous, balance.New, balance.Amount, balance.Direction, balance.Reason, balance.Price, balance.QuoteSymbol));
                break;
            case HoldDetail hold:
                if (hold.Symbol != account.Symbol)
                {
                    return OtherSymbol(account);
                }

                decision = hold.Locks ? LedgerRules.DecideLock(account, hold.Amount) : LedgerRules.DecideUnlock(account, hold.Amount);
                break;
        }

        return decision.Refusal is { } refusal
            ? refusal.Details is { } details ? $"{refusal.Message}. {details}" : refusal.Message
            : null;
    }

    private static string OtherSymbol(AccountState account) => $"symbol is not {account.Symbol}, the symbol of the sub-account";
}
