using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Trading;

/// <summary>Every operation of the trading contract answers with the documented fields.</summary>
public sealed class TradingContractTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly Contract Documented = Contract.Of("tiris");

    /// <summary>All but those that need a Worker, which have a class of their own.</summary>
    public static TheoryData<string> Operations =>
        [.. Documented.Operations.Except(["GET /v1/events/status", "GET /v1/health/ready"])];

    [Fact]
    public void There_are_33_of_them() => Assert.Equal(33, Documented.Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync(), eth: "2", usdt: "10000");
        Documented.AssertDocumented(operation, await CallAsync(operation, desk));
    }

    private async Task<Answer> CallAsync(string operation, Desk desk)
    {
        var (method, path) = (HttpMethod.Parse(operation.Split(' ')[0]), operation.Split(' ')[1]);
        return operation switch
        {
            "POST /v1/auth/login" => await api.Host.Anonymous.PostAsync(path, new { provider = "google", redirect_uri = Member.RedirectUri }),
            "POST /v1/auth/callback" => await CallbackAsync(path),
            "POST /v1/auth/refresh" => await api.Host.Anonymous.PostAsync(path, new { refresh_token = desk.Owner.RefreshToken }),
            "PUT /v1/users/me" => await desk.Api.PutAsync(path, new { username = Desk.Unique("name")[..30], avatar = "https://example.com/a.png", settings = new { timezone = "EST" } }),
            "PUT /v1/users/{user_id}/disable" => await (await api.SignInAsync("admin")).Api.PutAsync($"/v1/users/{desk.Owner.Id}/disable"),
            "GET /v1/exchange-bindings" => await AfterAsync(CreateBindingAsync(desk), _ => desk.Api.GetAsync(path)),
            "POST /v1/exchange-bindings" => await desk.Api.PostAsync(path, Desk.Binding()),
            "PUT /v1/exchange-bindings/{id}" => await AfterAsync(CreateBindingAsync(desk), id => desk.Api.PutAsync(path.Replace("{id}", id), new { name = "renamed" })),
            "GET /v1/exchange-bindings/{id}" or "DELETE /v1/exchange-bindings/{id}" =>
                await AfterAsync(CreateBindingAsync(desk), id => desk.Api.SendAsync(method, path.Replace("{id}", id))),
            "POST /v1/tradings" => await desk.Api.PostAsync(path, new { name = "a trading", exchange_binding_id = Desk.PublicBinding, type = "backtest" }),
            "PUT /v1/tradings/{trading_id}" => await desk.Api.PutAsync($"/v1/tradings/{desk.TradingId}", new { name = "renamed" }),
            "DELETE /v1/tradings/{trading_id}" => await AfterAsync(Desk.CreateTradingAsync(desk.Owner), id => desk.Api.DeleteAsync($"/v1/tradings/{id}")),
            "POST /v1/sub-accounts" => await desk.Api.PostAsync(path, new { name = "BTC", symbol = "BTC", balance = "0.5", trading_id = desk.TradingId }),
            "PUT /v1/sub-accounts/{sub_account_id}" => await desk.Api.PutAsync($"/v1/sub-accounts/{desk.Eth}", new { name = "renamed" }),
            "DELETE /v1/sub-accounts/{sub_account_id}" =>
                await AfterAsync(Desk.OpenAccountAsync(desk.Owner, desk.TradingId, "BTC"), id => desk.Api.DeleteAsync($"/v1/sub-accounts/{id}")),
            "GET /v1/transactions" => await AfterAsync(BookAsync(desk), _ => desk.Api.GetAsync(path)),
            "GET /v1/transactions/{transaction_id}" =>
                await AfterAsync(BookAsync(desk), async _ => await desk.Api.GetAsync($"/v1/transactions/{(await desk.TransactionsAsync())[0].GetProperty("id")}")),
            "GET /v1/trading-logs" => await AfterAsync(BookAsync(desk), _ => desk.Api.GetAsync(path)),
            "POST /v1/trading-logs" => await desk.TradeAsync("long", 3000, 2, 12),
            "GET /v1/trading-logs/{log_id}" => await AfterAsync(BookAsync(desk), id => desk.Api.GetAsync($"/v1/trading-logs/{id}")),
            "DELETE /v1/trading-logs/{log_id}" =>
                await AfterAsync(BookAsync(desk), async id => await (await api.SignInAsync("admin")).Api.DeleteAsync($"/v1/trading-logs/{id}")),
            "POST /v1/events/replay" => await (await api.SignInAsync("admin")).Api.PostAsync(path, new
            {
                start_time = TimeProvider.System.GetUtcNow().AddHours(-1), end_time = TimeProvider.System.GetUtcNow(), user_id = desk.Owner.Id, event_types = new[] { "trading.orders.filled" },
            }),
            _ => await desk.Api.SendAsync(method, path.Replace("{trading_id}", desk.TradingId).Replace("{sub_account_id}", desk.Eth)),
        };
    }

    private async Task<Answer> CallbackAsync(string path)
    {
        var (code, state) = await Member.ApproveAsync(api.Host, "alice");
        return await api.Host.Anonymous.PostAsync(path, new { provider = "google", code, state });
    }

    private static async Task<string> CreateBindingAsync(Desk desk) => (await desk.Api.PostAsync("/v1/exchange-bindings", Desk.Binding())).Id;

    /// <summary>A log that names a sub-account and has transactions, so that every documented field has a value.</summary>
    private static async Task<string> BookAsync(Desk desk) => (await desk.Api.PostAsync("/v1/trading-logs", new
    {
        trading_id = desk.TradingId, type = "deposit", source = "bot", message = "deposit", sub_account_id = desk.Usdt,
        info = new { account_id = desk.Usdt, amount = 1, currency = "USDT" },
    })).Id;

    private static async Task<Answer> AfterAsync(Task<string> preparation, Func<string, Task<Answer>> call) => await call(await preparation);
}
