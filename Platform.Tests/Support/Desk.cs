using System.Globalization;
using System.Text.Json;

namespace Platform.Tests.Support;

/// <summary>A member with a virtual trading and two sub-accounts, one of ETH and one of USDT.</summary>
public sealed record Desk(Member Owner, string TradingId, string Eth, string Usdt)
{
    /// <summary>The platform's own bindings, which are the same in every database.</summary>
    public const string PublicBinding = "01900000-0000-7000-8000-000000000001";

    public ApiClient Api => Owner.Api;

    public static async Task<Desk> OpenAsync(Member owner, string eth = "0", string usdt = "0")
    {
        var trading = await CreateTradingAsync(owner);
        return new Desk(owner, trading, await OpenAccountAsync(owner, trading, "ETH", eth), await OpenAccountAsync(owner, trading, "USDT", usdt));
    }

    public static async Task<string> CreateTradingAsync(Member owner, string? name = null) =>
        (await owner.Api.PostAsync("/v1/tradings", new { name = name ?? Unique("trading"), exchange_binding_id = PublicBinding, type = "virtual" })).Ok(201).Id;

    public static async Task<string> OpenAccountAsync(Member owner, string tradingId, string symbol, string balance = "0", string? name = null) =>
        (await owner.Api.PostAsync("/v1/sub-accounts", new { name = name ?? Unique(symbol), symbol, balance, trading_id = tradingId })).Ok(201).Id;

    public static object Binding(string? name = null, string? key = null, string? secret = null) => new
    {
        name = name ?? Unique("binding"), exchange = "kraken", type = "private", api_key = key ?? Unique("key"), api_secret = secret ?? Unique("secret"),
    };

    /// <summary>A name that nothing else has.</summary>
    public static string Unique(string what) => $"{what} {Guid.CreateVersion7():N}"[..Math.Min(60, what.Length + 33)];

    public Task<Answer> TradeAsync(string type, object price, object volume, object fee) => RecordAsync(type, new
    {
        stock_account_id = Eth, currency_account_id = Usdt, price, volume, stock = "ETH", currency = "USDT", fee,
    });

    public Task<Answer> DepositAsync(object amount) => RecordAsync("deposit", new { account_id = Usdt, amount, currency = "USDT" });

    public Task<Answer> WithdrawAsync(object amount) => RecordAsync("withdraw", new { account_id = Usdt, amount, currency = "USDT" });

    /// <summary>Posts a trading log.</summary>
    public Task<Answer> RecordAsync(string type, object? info = null, string? idempotencyKey = null) =>
        Api.PostAsync("/v1/trading-logs", Log(type, info), idempotencyKey is null ? [] : [("Idempotency-Key", idempotencyKey)]);

    public object Log(string type, object? info = null) => new { trading_id = TradingId, type, source = "manual", message = $"test {type}", info };

    public async Task<decimal> BalanceAsync(string accountId) =>
        decimal.Parse((await Api.GetAsync($"/v1/sub-accounts/{accountId}")).Data.GetProperty("balance").GetString()!, CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<JsonElement>> TransactionsAsync(string query = "") =>
        [.. (await Api.GetAsync($"/v1/transactions?{query}")).Data.GetProperty("transactions").EnumerateArray()];

    public async Task<IReadOnlyList<JsonElement>> LogsAsync(string query = "") =>
        [.. (await Api.GetAsync($"/v1/trading-logs?{query}")).Data.GetProperty("trading_logs").EnumerateArray()];
}
