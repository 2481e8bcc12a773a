namespace Platform.Trading.Ingest;

/// <summary>The types of event; each is published under a subject of its own name.</summary>
internal static class EventTypes
{
    public const string OrderPrefix = "trading.orders.";
    public const string OrderCreated = "trading.orders.created";
    public const string OrderFilled = "trading.orders.filled";
    public const string OrderCancelled = "trading.orders.cancelled";
    public const string OrderFailed = "trading.orders.failed";
    public const string BalanceUpdated = "trading.balance.updated";
    public const string BalanceLocked = "trading.balance.locked";
    public const string BalanceUnlocked = "trading.balance.unlocked";
    public const string Signal = "trading.signals";
    public const string Error = "trading.errors";
    public const string Heartbeat = "system.heartbeat";

    public static readonly string[] All =
    [
        OrderCreated, OrderFilled, OrderCancelled, OrderFailed, BalanceUpdated, BalanceLocked, BalanceUnlocked, Signal, Error, Heartbeat,
    ];
}
