using System.Text.Json;
using System.Text.Unicode;
using Platform.Trading.Ledger;

namespace Platform.Trading.Ingest;

/// <summary>What could be read of a message: the event, or why there is none, and the ids either way.</summary>
internal sealed record ParsedEvent(string? Id, Guid? UserId, Guid? TradingId, Guid? SubAccountId, TradingEvent? Event, string? Refusal);

/// <summary>Checks a message without looking at anything else.</summary>
internal static class EventParser
{
    public const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 40;
    private const int MaxText = 10_000;
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    public static ParsedEvent Parse(string subject, ReadOnlyMemory<byte> data, DateTimeOffset now)
    {
        if (data.Length > MaxBytes)
        {
            return Unreadable($"the event is larger than {MaxBytes} bytes");
        }

        if (!Utf8.IsValid(data.Span))
        {
            return Unreadable("the event is not valid UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(data, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(subject, new EventFields(document.RootElement), now)
                : Unreadable("the event is not a JSON object");
        }
        catch (JsonException)
        {
            return Unreadable("the event is not valid JSON, or names a member twice");
        }
    }

    private static ParsedEvent Unreadable(string why) => new(null, null, null, null, null, why);

    private static ParsedEvent Read(string subject, EventFields fields, DateTimeOffset now)
    {
        var id = fields.Text("event_id", 200);
        fields.Require(!id.Any(char.IsControl), "event_id must not contain control characters");
        var hasId = fields.Problem is null;
        var type = fields.Text("event_type", 100);
        fields.Require(Array.IndexOf(EventTypes.All, type) >= 0, "event_type is unknown");
        fields.Require(type == subject, "event_type is not the subject");
        var user = fields.Id("user_id");
        var trading = fields.Id("trading_id");
        var subAccount = fields.OptionalId("sub_account_id");
        var timestamp = fields.Time("timestamp");
        fields.Require(timestamp <= now + MaxAhead, "timestamp is in the future");
        var source = fields.OptionalText("source", 100) ?? "";
        fields.OptionalText("version", 20);
        var detail = fields.Problem is null ? Detail(type, ref fields) : null;
        fields.Require(subAccount is not null || detail is not (OrderDetail or BalanceDetail or HoldDetail), "sub_account_id is missing");
        return new ParsedEvent(hasId ? id : null, NullIfEmpty(user), NullIfEmpty(trading), subAccount,
            fields.Problem is null ? new TradingEvent(id, subject, timestamp, user, trading, subAccount, source, detail!) : null, fields.Problem);
    }

    private static Guid? NullIfEmpty(Guid id) => id == Guid.Empty ? null : id;

    private static EventDetail Detail(string type, ref EventFields fields) => type switch
    {
        EventTypes.BalanceUpdated => Balance(ref fields),
        EventTypes.BalanceLocked => Hold(locks: true, ref fields),
        EventTypes.BalanceUnlocked => Hold(locks: false, ref fields),
        EventTypes.Signal => Signal(ref fields),
        EventTypes.Error => Error(ref fields),
        EventTypes.Heartbeat => new HeartbeatDetail(fields.OneOf("status", "healthy", "degraded", "unhealthy"), fields.Text("component", 100)),
        _ => Order(ref fields),
    };

    private static OrderDetail Order(ref EventFields fields) => new(
        fields.Text("order_id", 200), fields.Text("symbol", 50), fields.OneOf("side", "buy", "sell"), fields.Text("type", 50),
        fields.Amount("amount"), fields.OptionalAmount("price"), fields.Text("status", 50), fields.Text("message", MaxText, min: 0),
        fields.Object("metadata"));

    private static BalanceDetail Balance(ref EventFields fields)
    {
        var market = fields.Inner("metadata");
        var quote = market.IsEmpty ? null : market.OptionalText("quote_symbol", 20, min: 1);
        return new(
            fields.Text("symbol", 20), fields.Amount("previous_balance"), fields.Amount("new_balance"), fields.Amount("amount"),
            fields.OneOf("direction", "credit", "debit") == "credit" ? Posting.Credit : Posting.Debit, fields.Text("reason", 50),
            fields.OptionalText("related_order_id", 200), market.IsEmpty ? null : market.AmountIfAny("price"), quote,
            fields.Object("metadata"));
    }

    private static HoldDetail Hold(bool locks, ref EventFields fields)
    {
        var detail = new HoldDetail(locks, fields.Text("symbol", 20), fields.Amount("amount"), fields.OptionalText("reason", 50),
            fields.OptionalText("related_order_id", 200), fields.Object("metadata"));
        fields.Require(detail.Amount > 0, "amount must be above zero");
        return detail;
    }

    private static SignalDetail Signal(ref EventFields fields) => new(
        fields.OneOf("signal_type", "buy", "sell", "hold"), fields.Text("symbol", 50), fields.Ratio("confidence"),
        fields.OptionalAmount("price"), fields.Text("strategy", 100), fields.Text("reasoning", MaxText, min: 0), fields.Object("metadata"));

    private static ErrorDetail Error(ref EventFields fields) => new(
        fields.Text("error_code", 100), fields.Text("error_message", MaxText, min: 0), fields.OneOf("severity", "low", "medium", "high", "critical"),
        fields.Text("component", 100), fields.OptionalText("stack_trace", 64 * 1024), fields.Object("metadata"));
}
