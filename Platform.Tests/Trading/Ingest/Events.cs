using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Tests.Trading.Ingest;

/// <summary>Well-formed events, for tests to publish or to spoil.</summary>
public static class Events
{
    public static JsonObject Order(BotDesk desk, string action = "filled", int account = 0) => With(Base(desk, $"trading.orders.{action}", account), """
        {"order_id": "order-1", "symbol": "BTC/USDT", "side": "buy", "type": "limit", "amount": 0.5, "price": "45000.25",
         "status": "filled", "message": "Bought half a coin", "metadata": {"strategy": "momentum"}}
        """);

    public static JsonObject Balance(BotDesk desk, decimal previous, decimal next, int account = 0)
    {
        var e = With(Base(desk, "trading.balance.updated", account), """{"reason": "trade", "metadata": {"price": "45000.25", "quote_symbol": "EUR"}}""");
        e["symbol"] = desk.Symbol;
        e["previous_balance"] = Text(previous);
        e["new_balance"] = Text(next);
        e["amount"] = Text(Math.Abs(next - previous));
        e["direction"] = next >= previous ? "credit" : "debit";
        return e;
    }

    public static JsonObject Hold(BotDesk desk, string action, decimal amount)
    {
        var e = Base(desk, $"trading.balance.{action}", 0);
        e["symbol"] = desk.Symbol;
        e["amount"] = Text(amount);
        return e;
    }

    public static JsonObject Signal(BotDesk desk) => With(Base(desk, "trading.signals", account: null), """
        {"signal_type": "buy", "symbol": "BTC/USDT", "confidence": 0.8499999999, "price": "45000", "strategy": "momentum", "reasoning": "It goes up"}
        """);

    public static JsonObject Error(BotDesk desk) => With(Base(desk, "trading.errors", account: null), """
        {"error_code": "E42", "error_message": "No answer", "severity": "high", "component": "gateway", "stack_trace": "at main"}
        """);

    public static JsonObject Heartbeat(BotDesk desk) => With(Base(desk, "system.heartbeat", account: null), """
        {"status": "healthy", "component": "strategy", "metrics": {"orders": 3}}
        """);

    public static string IdOf(this JsonObject e) => (string)e["event_id"]!;

    private static JsonObject Base(BotDesk desk, string type, int? account)
    {
        var e = new JsonObject
        {
            ["event_id"] = Guid.CreateVersion7().ToString(),
            ["event_type"] = type,
            ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["user_id"] = desk.User.ToString(),
            ["trading_id"] = desk.Trading.ToString(),
            ["source"] = "test-bot",
            ["version"] = "1.0",
        };
        if (account is { } index)
        {
            e["sub_account_id"] = desk.Accounts[index].ToString();
        }

        return e;
    }

    private static JsonObject With(JsonObject e, string more)
    {
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject())
        {
            e[name] = value?.DeepClone();
        }

        return e;
    }

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
