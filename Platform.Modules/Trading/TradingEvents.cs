using Platform.Kernel.Audit;
using Platform.Kernel.Events;

namespace Platform.Trading;

/// <summary>What the rest of the platform hears of tradings, bindings, sub-accounts and bot keys that people change.</summary>
internal static class TradingEvents
{
    public const string Trading = "trading.trading";
    public const string Binding = "trading.binding";
    public const string SubAccount = "trading.sub_account";
    public const string BotKey = "trading.bot_key";

    public static EventType[] All { get; } =
    [
        .. Of(Trading, "Trading"), .. Of(Binding, "Exchange binding"), .. Of(SubAccount, "Sub-account"), .. Of(BotKey, "Bot key"), new(Log + ".deleted", "Trading log deleted"),
    ];

    public const string Log = "trading.log";

    /// <summary>Describes a change of the ledger's surroundings. It is not undone: bots and balances have gone on meanwhile.</summary>
    /// <param name="happened"><c>created</c>, <c>updated</c> or <c>deleted</c>.</param>
    public static Change Describes(this Change change, string label, string kind, string happened, Guid id) =>
        change.Describe(label, kind, id).Raise($"{kind}.{happened}", new { id }, null).NotUndoable();

    private static EventType[] Of(string kind, string label) =>
        [new($"{kind}.created", $"{label} created"), new($"{kind}.updated", $"{label} updated"), new($"{kind}.deleted", $"{label} deleted")];
}
