namespace TradingBot;

/// <summary>The sub-account that the bot reports on, and its balance as the ledger knows it when the bot starts.</summary>
internal sealed record Account(Guid UserId, Guid TradingId, Guid SubAccountId, string Symbol, decimal Balance);
