using Platform.Kernel.Http;

namespace Platform.Trading.Ledger;

/// <summary>A sub-account as the ledger sees it while deciding; the row is locked meanwhile.</summary>
internal sealed record AccountState(Guid Id, Guid TenantId, Guid UserId, Guid TradingId, string Symbol, decimal Balance, decimal Locked);

/// <summary>One change of a balance: <paramref name="Direction"/> 1 credits, -1 debits.</summary>
internal sealed record Posting(
    Guid SubAccountId, short Direction, decimal Amount, decimal ClosingBalance, decimal LockedChange, string Reason, decimal Price, string QuoteSymbol)
{
    public const short Credit = 1;
    public const short Debit = -1;
}

/// <summary>What the ledger decided: postings in the order in which they are booked, or why there are none.</summary>
internal sealed record Decision(IReadOnlyList<Posting> Postings, Problem? Refusal)
{
    public static implicit operator Decision(Problem refusal) => new([], refusal);

    public static Decision Book(params Posting[] postings) => new(postings, null);
}

/// <summary>A trade: what is bought or sold, for which currency, at which price and fee.</summary>
internal sealed record Trade(string Type, decimal Price, decimal Volume, decimal Fee, string Stock, string Currency);
