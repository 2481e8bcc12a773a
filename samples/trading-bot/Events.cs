using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TradingBot;

/// <summary>What every event carries. The type of an event is also the subject that it is published to.</summary>
internal abstract record BotEvent(
    [property: JsonPropertyOrder(-2)] string EventType,
    [property: JsonIgnore] Account Account)
{
    [JsonPropertyOrder(-3)]
    public Guid EventId { get; } = Guid.CreateVersion7();

    [JsonPropertyOrder(-1)]
    public required DateTime Timestamp { get; init; }

    [JsonPropertyOrder(-1)]
    public Guid UserId => Account.UserId;

    [JsonPropertyOrder(-1)]
    public Guid TradingId => Account.TradingId;

    public string Source { get; } = "sample-bot";
    public string Version { get; } = "1.0";
}

/// <summary>One step in the life of an order: created, filled, cancelled or failed.</summary>
internal sealed record OrderEvent([property: JsonIgnore] string Step, Account Account) : BotEvent($"trading.orders.{Step}", Account)
{
    public Guid SubAccountId => Account.SubAccountId;
    public required string OrderId { get; init; }
    public required string Symbol { get; init; }
    public required string Side { get; init; }
    public string Type { get; init; } = "limit";
    public required decimal Amount { get; init; }
    public decimal? Price { get; init; }
    public required string Status { get; init; }
    public required string Message { get; init; }
}

/// <summary>A change of the sub-account's balance: updated, locked or unlocked.</summary>
internal sealed record BalanceEvent([property: JsonIgnore] string Step, Account Account) : BotEvent($"trading.balance.{Step}", Account)
{
    public Guid SubAccountId => Account.SubAccountId;
    public string Symbol => Account.Symbol;
    public required decimal PreviousBalance { get; init; }
    public required decimal NewBalance { get; init; }
    public decimal Amount => Math.Abs(NewBalance - PreviousBalance);
    public string Direction => NewBalance < PreviousBalance ? "debit" : "credit";
    public required string Reason { get; init; }
    public string? RelatedOrderId { get; init; }
}

/// <summary>What a strategy advises.</summary>
internal sealed record SignalEvent(Account Account) : BotEvent("trading.signals", Account)
{
    public Guid SubAccountId => Account.SubAccountId;
    public required string SignalType { get; init; }
    public required string Symbol { get; init; }
    public required double Confidence { get; init; }
    public decimal? Price { get; init; }
    public required string Strategy { get; init; }
    public required string Reasoning { get; init; }
}

/// <summary>Something went wrong in the bot.</summary>
internal sealed record ErrorEvent(Account Account) : BotEvent("trading.errors", Account)
{
    public required string ErrorCode { get; init; }
    public required string ErrorMessage { get; init; }
    public required string Severity { get; init; }
    public required string Component { get; init; }
}

/// <summary>The bot is alive.</summary>
internal sealed record HeartbeatEvent(Account Account) : BotEvent("system.heartbeat", Account)
{
    public string Status { get; init; } = "healthy";
    public string Component { get; init; } = "sample-bot";
    public IReadOnlyDictionary<string, long>? Metrics { get; init; }
}

/// <summary>How events and API answers look as JSON: snake case, amounts as strings.</summary>
internal static class BotJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new AmountConverter() },
    };

    /// <summary>The bytes of an event, with the members of its own type.</summary>
    public static byte[] Bytes(BotEvent message) => JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), Options);

    // As a JSON number an amount would pass through binary floating point in many readers.
    private sealed class AmountConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? decimal.Parse(reader.GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture)
                : reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("0.########", CultureInfo.InvariantCulture));
    }
}
