using Platform.Kernel.Events;

namespace Platform.Trading.Ingest;

/// <summary>The streams that bots publish to, and who consumes them.</summary>
internal static class TradingStreams
{
    /// <summary>How long it is known which events were applied.</summary>
    public static readonly TimeSpan RecordsKept = TimeSpan.FromDays(35);

    /// <summary>How old an event may be that is read again; an older one could be applied twice, whatever a stream keeps.</summary>
    public static readonly TimeSpan Replayable = RecordsKept - TimeSpan.FromDays(1);

    public static readonly StreamSpec Trading =
        new("TRADING", TimeSpan.FromDays(30), ["trading.orders.*", "trading.balance.*", "trading.signals"]);

    public static readonly StreamSpec Errors = new("TRADING_ERRORS", TimeSpan.FromDays(7), ["trading.errors"]);
    public static readonly StreamSpec System = new("SYSTEM", TimeSpan.FromDays(7), ["system.*"]);

    /// <summary>Copies of events that can never succeed, under <see cref="DeadLetter.Prefix"/> and their own subject.</summary>
    public static readonly StreamSpec Dead = new("TRADING_DEAD", TimeSpan.FromDays(30), ["trading.dead.>"]);

    public static readonly ConsumerSpec Orders = new("order-processor", Trading, "trading.orders.*", Replayable);
    public static readonly ConsumerSpec Balance = new("balance-processor", Trading, "trading.balance.*", Replayable);
    public static readonly ConsumerSpec Signals = new("signal-processor", Trading, EventTypes.Signal, Replayable);
    public static readonly ConsumerSpec ErrorReports = new("error-processor", Errors, EventTypes.Error, Replayable);
    public static readonly ConsumerSpec Heartbeats = new("heartbeat-processor", System, EventTypes.Heartbeat, Replayable);

    /// <summary>Every consumer by the name under which its status is reported.</summary>
    public static readonly IReadOnlyList<(string Name, ConsumerSpec Spec)> Consumers =
    [
        ("trading_orders", Orders),
        ("trading_balance", Balance),
        ("trading_signals", Signals),
        ("trading_errors", ErrorReports),
        ("system_heartbeat", Heartbeats),
    ];

    /// <summary>The stream that keeps events of a type.</summary>
    public static StreamSpec StreamOf(string type) => type switch
    {
        EventTypes.Error => Errors,
        EventTypes.Heartbeat => System,
        _ => Trading,
    };
}
