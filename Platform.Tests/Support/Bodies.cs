using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Tests.Support;

/// <summary>A request that would be taken, for every operation that has a body: what tests spoil.</summary>
internal static class Bodies
{
    public static readonly IReadOnlyDictionary<string, string> Valid = new Dictionary<string, string>
    {
        ["POST /v1/auth/login"] = """{"provider":"google","redirect_uri":"http://localhost/callback"}""",
        ["POST /v1/auth/callback"] = """{"provider":"google","code":"a code","state":"a state"}""",
        ["POST /v1/auth/refresh"] = """{"refresh_token":"a token"}""",
        ["PUT /v1/users/me"] = """{"username":"somebody","avatar":"https://example.com/a.png","settings":{"currency":"EUR"}}""",
        ["POST /v1/exchange-bindings"] = """{"name":"n","exchange":"kraken","type":"private","api_key":"k","api_secret":"s","info":{"a":1}}""",
        ["PUT /v1/exchange-bindings/{id}"] = """{"name":"n","api_key":"k","api_secret":"s","status":"active","info":{"a":1}}""",
        ["POST /v1/tradings"] = """{"name":"n","exchange_binding_id":"01900000-0000-7000-8000-000000000001","type":"virtual","require_signatures":true,"info":{"a":1}}""",
        ["PUT /v1/tradings/{trading_id}"] = """{"name":"renamed","status":"paused","require_signatures":false,"info":{"a":1}}""",
        ["POST /v1/bot-keys"] = """{"name":"n","trading_ids":["{trading}"],"expires_at":"{tomorrow}"}""",
        ["PUT /v1/bot-keys/{bot_key_id}"] = """{"name":"renamed"}""",
        ["POST /v1/sub-accounts"] = """{"name":"n","symbol":"BTC","balance":"1","trading_id":"{trading}","info":{"a":1}}""",
        ["PUT /v1/sub-accounts/{sub_account_id}"] = """{"name":"renamed","info":{"a":1}}""",
        ["POST /v1/trading-logs"] = """
            {"trading_id":"{trading}","type":"custom","source":"bot","message":"m","sub_account_id":"{account}","transaction_id":null,"info":{"a":1}}
            """,
        ["POST /v1/events/replay"] = """
            {"start_time":"{hour ago}","end_time":"{now}","user_id":"{trading}","event_types":["trading.orders.filled"]}
            """,
    };

    /// <summary>The body with ids of objects that exist.</summary>
    public static JsonObject Of(string operation, Desk desk) => JsonNode.Parse(Fill(Valid[operation], desk))!.AsObject();

    public static string PathOf(string operation, Desk desk) => operation.Split(' ')[1]
        .Replace("{id}", Desk.PublicBinding, StringComparison.Ordinal).Replace("{trading_id}", desk.TradingId, StringComparison.Ordinal)
        .Replace("{sub_account_id}", desk.Usdt, StringComparison.Ordinal)
        .Replace("{bot_key_id}", desk.TradingId, StringComparison.Ordinal);

    private static string Fill(string text, Desk desk) =>
        text.Replace("{trading}", desk.TradingId, StringComparison.Ordinal).Replace("{account}", desk.Usdt, StringComparison.Ordinal)
            .Replace("{hour ago}", Time(-1), StringComparison.Ordinal).Replace("{now}", Time(0), StringComparison.Ordinal).Replace("{tomorrow}", Time(24), StringComparison.Ordinal);

    private static string Time(int hours) => TimeProvider.System.GetUtcNow().AddHours(hours).ToString("O", CultureInfo.InvariantCulture);
}
