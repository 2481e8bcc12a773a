using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Trading.Ledger;

namespace Platform.Trading.Ingest;

/// <summary>How events read as trading logs: type, message and info.</summary>
internal static class EventLog
{
    public const string Source = "bot";

    /// <summary>The type of the log; null for an event that leaves none.</summary>
    public static string? TypeOf(TradingEvent e) => e.Detail switch
    {
        OrderDetail => $"order_{e.Type.AsSpan(EventTypes.OrderPrefix.Length)}",
        BalanceDetail => "balance_update",
        HoldDetail hold => hold.Locks ? "balance_locked" : "balance_unlocked",
        SignalDetail => "trading_signal",
        ErrorDetail => "system_error",
        _ => null,
    };

    /// <param name="closing">The balance after a hold.</param>
    public static string MessageOf(TradingEvent e, decimal closing) => e.Detail switch
    {
        OrderDetail order => order.Message,
        BalanceDetail b => $"Balance updated: {(b.Direction == Posting.Credit ? "credit" : "debit")} {Money.Format(b.Amount)} {b.Symbol} "
            + $"(was {Money.Format(b.Previous)}, now {Money.Format(b.New)})",
        HoldDetail hold => $"Balance {(hold.Locks ? "locked" : "unlocked")}: {Money.Format(hold.Amount)} {hold.Symbol} (now {Money.Format(closing)})",
        SignalDetail signal => signal.Reasoning,
        ErrorDetail error => $"[{error.Severity}] {error.Component}: {error.Message}",
        _ => "",
    };
}

/// <summary>Writes the JSON of logs and of the transactions that carry them; one at a time.</summary>
internal sealed class EventJson : IDisposable
{
    private readonly ArrayBufferWriter<byte> info = new(1024);
    private readonly ArrayBufferWriter<byte> record = new(2048);
    private readonly Utf8JsonWriter writer;

    public EventJson() => writer = new(info, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public void Dispose() => writer.Dispose();

    /// <summary>The info of a log.</summary>
    public byte[] Info(TradingEvent e)
    {
        info.ResetWrittenCount();
        writer.Reset(info);
        writer.WriteStartObject();
        writer.WriteString("event_id"u8, e.Id);
        Optional("source"u8, e.Source);
        Detail(e.Detail);
        if (!e.Detail.Metadata.IsEmpty)
        {
            writer.WritePropertyName("metadata"u8);
            writer.WriteRawValue(e.Detail.Metadata.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
        writer.Flush();
        return info.WrittenSpan.ToArray();
    }

    /// <summary>The complete log as a transaction keeps it, in the shape of <see cref="Logs.LogView"/>; <see cref="Info"/> of the same event was written just before.</summary>
    public byte[] Record(TradingEvent e, Guid logId, Guid transactionId, string type, string message)
    {
        record.ResetWrittenCount();
        writer.Reset(record);
        writer.WriteStartObject();
        writer.WriteString("id"u8, logId);
        writer.WriteString("timestamp"u8, e.Timestamp.UtcDateTime);
        writer.WriteString("type"u8, type);
        writer.WriteString("source"u8, EventLog.Source);
        writer.WriteString("message"u8, message);
        writer.WriteString("transaction_id"u8, transactionId);
        if (e.SubAccountId is { } subAccount)
        {
            writer.WriteString("sub_account_id"u8, subAccount);
        }

        writer.WriteString("trading_id"u8, e.TradingId);
        writer.WriteString("user_id"u8, e.UserId);
        writer.WritePropertyName("info"u8);
        writer.WriteRawValue(info.WrittenSpan, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return record.WrittenSpan.ToArray();
    }

    private void Detail(EventDetail detail)
    {
        switch (detail)
        {
            case OrderDetail order:
                writer.WriteString("order_id"u8, order.OrderId);
                writer.WriteString("symbol"u8, order.Symbol);
                writer.WriteString("side"u8, order.Side);
                writer.WriteString("order_type"u8, order.OrderType);
                Amount("price"u8, order.Price);
                Amount("quantity"u8, order.Amount);
                writer.WriteString("status"u8, order.Status);
                break;
            case BalanceDetail balance:
                writer.WriteString("symbol"u8, balance.Symbol);
                writer.WriteString("direction"u8, balance.Direction == Posting.Credit ? "credit"u8 : "debit"u8);
                Amount("amount"u8, balance.Amount);
                Amount("previous_balance"u8, balance.Previous);
                Amount("new_balance"u8, balance.New);
                writer.WriteString("reason"u8, balance.Reason);
                Optional("related_order_id"u8, balance.RelatedOrderId);
                break;
            case HoldDetail hold:
                writer.WriteString("symbol"u8, hold.Symbol);
                Amount("amount"u8, hold.Amount);
                Optional("reason"u8, hold.Reason);
                Optional("related_order_id"u8, hold.RelatedOrderId);
                break;
            case SignalDetail signal:
                writer.WriteString("signal_type"u8, signal.SignalType);
                writer.WriteString("symbol"u8, signal.Symbol);
                writer.WriteNumber("confidence"u8, signal.Confidence);
                Amount("price"u8, signal.Price);
                writer.WriteString("strategy"u8, signal.Strategy);
                break;
            case ErrorDetail error:
                writer.WriteString("error_code"u8, error.Code);
                writer.WriteString("severity"u8, error.Severity);
                writer.WriteString("component"u8, error.Component);
                Optional("stack_trace"u8, error.StackTrace);
                break;
        }
    }

    private void Optional(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private void Amount(ReadOnlySpan<byte> name, decimal? amount)
    {
        if (amount is { } some)
        {
            writer.WriteString(name, Money.Format(some));
        }
    }
}
