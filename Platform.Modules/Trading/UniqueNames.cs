using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Trading.Bindings;
using Platform.Trading.BotKeys;
using Platform.Trading.SubAccounts;
using Platform.Trading.Tradings;

namespace Platform.Trading;

/// <summary>What the unique indexes refuse, in the documented codes. The database decides, so no race gets past.</summary>
internal static class UniqueNames
{
    private static readonly Dictionary<string, Problem> Conflicts = new()
    {
        [ExchangeBindingTable.UniqueName] = TradingProblems.Conflict("EXCHANGE_BINDING_EXISTS", "You have an exchange binding of this name"),
        [ExchangeBindingTable.UniqueApiKey] = TradingProblems.Conflict("API_KEY_EXISTS", "You use this API key in another exchange binding"),
        [ExchangeBindingTable.UniqueApiSecret] = TradingProblems.Conflict("API_SECRET_EXISTS", "You use this API secret in another exchange binding"),
        [TradingTable.UniqueName] = TradingProblems.Conflict("TRADING_NAME_EXISTS", "You have a trading of this name"),
        [SubAccountTable.UniqueName] = TradingProblems.Conflict("SUBACCOUNT_NAME_EXISTS", "The trading has a sub-account of this name"),
        [BotKeyTable.UniqueName] = TradingProblems.Conflict("BOT_KEY_EXISTS", "You have a bot key of this name"),
        [UserTable.UniqueUsername] = TradingProblems.Conflict("USERNAME_TAKEN", "The username is taken"),
        [UserTable.UniqueEmail] = TradingProblems.Conflict("EMAIL_EXISTS", "The e-mail address belongs to another user"),
    };

    /// <param name="constraint">The index that refused.</param>
    public static Problem? OnDuplicate(string constraint) => Conflicts.GetValueOrDefault(constraint);
}
