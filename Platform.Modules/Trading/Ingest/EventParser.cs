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
    private const int MaxDepth = Kernel.Data.Json.MaxDepth + 1;
    private const int MaxText = 10_000;
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;
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

        if (data.Span.StartsWith(ByteOrderMark))
        {
            data = data[ByteOrderMark.Length..];
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
            return Unreadable(WhyNot(data.Span));
        }
    }

    private static ParsedEvent Unreadable(string why) => new(null, null, null, null, null, why);

    /// <summary>The parser's own messages are for programmers, and do not tell these apart.</summary>
    private static string WhyNot(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                // The depth of a container counts once it is entered.
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= MaxDepth)
                {
                    return $"the event is nested deeper than {MaxDepth} levels";
                }
            }

            return "an object in the event names a member twice";
        }
        catch (JsonException)
        {
            return $"the event is not valid JSON from byte {reader.BytesConsumed} on";
        }
    }

    private static ParsedEvent Read(string subject, EventFields fields, DateTimeOffset now)
    {
        var id = fields.Text("event_id"u8, 200);
        var hasId = fields.Problem is null;
        var type = fields.Text("event_type"u8, 100);
        fields.Require(Array.IndexOf(EventTypes.All, type) >= 0, "event_type is unknown");
        fields.Require(type == subject, "event_type is not the subject");
        var user = fields.Id("user_id"u8);
        var trading = fields.Id("trading_id"u8);
        var subAccount = fields.OptionalId("sub_account_id"u8);
        var timestamp = fields.Time("timestamp"u8);
        fields.Require(timestamp <= now + MaxAhead, "timestamp is in the future");
        var source = fields.OptionalText("source"u8, 100);
        fields.OptionalText("version"u8, 20);
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
        EventTypes.Heartbeat => new HeartbeatDetail(fields.OneOf("status"u8, "healthy", "degraded", "unhealthy"), fields.Text("component"u8, 100)),
        _ => Order(ref fields),
    };

    private static OrderDetail Order(ref EventFields fields) => new(
        fields.Text("order_id"u8, 200), fields.Text("symbol"u8, 50), fields.OneOf("side"u8, "buy", "sell"), fields.Text("type"u8, 50),
        fields.Amount("amount"u8), fields.OptionalAmount("price"u8), fields.Text("status"u8, 50), fields.Text("message"u8, MaxText, min: 0, lines: true),
        fields.Object("metadata"u8));

    private static BalanceDetail Balance(ref EventFields fields)
    {
        var market = fields.Inner("metadata"u8);
        var quote = market.IsEmpty ? null : market.OptionalText("quote_symbol"u8, 20, min: 1);
        return new(
            fields.Text("symbol"u8, 20), fields.Amount("previous_balance"u8), fields.Amount("new_balance"u8), fields.Amount("amount"u8),
            fields.OneOf("direction"u8, "credit", "debit") == "credit" ? Posting.Credit : Posting.Debit, fields.Text("reason"u8, 50),
            fields.OptionalText("related_order_id"u8, 200), market.IsEmpty ? null : market.AmountIfAny("price"u8), quote,
            fields.Object("metadata"u8));
    }

    private static HoldDetail Hold(bool locks, ref EventFields fields)
    {
        var detail = new HoldDetail(locks, fields.Text("symbol"u8, 20), fields.Amount("amount"u8), fields.OptionalText("reason"u8, 50),
            fields.OptionalText("related_order_id"u8, 200), fields.Object("metadata"u8));
        fields.Require(detail.Amount > 0, "amount must be above zero");
        return detail;
    }

    private static SignalDetail Signal(ref EventFields fields) => new(
        fields.OneOf("signal_type"u8, "buy", "sell", "hold"), fields.Text("symbol"u8, 50), fields.Ratio("confidence"u8),
        fields.OptionalAmount("price"u8), fields.Text("strategy"u8, 100), fields.Text("reasoning"u8, MaxText, min: 0, lines: true), fields.Object("metadata"u8));

    private static ErrorDetail Error(ref EventFields fields) => new(
        fields.Text("error_code"u8, 100), fields.Text("error_message"u8, MaxText, min: 0, lines: true), fields.OneOf("severity"u8, "low", "medium", "high", "critical"),
        fields.Text("component"u8, 100), fields.OptionalText("stack_trace"u8, 64 * 1024, lines: true), fields.Object("metadata"u8));
}
