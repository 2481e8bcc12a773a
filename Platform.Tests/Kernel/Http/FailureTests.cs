using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Kernel.Security;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>What nobody expected, and more than anybody expected.</summary>
public sealed class FailureTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private sealed class Broken : IMasterKey
    {
        public const string Detail = "a detail that nobody outside may read";

        public ValueTask<byte[]> WrapAsync(byte[] dataKey, CancellationToken cancellation) => throw new InvalidOperationException(Detail);

        public ValueTask<byte[]> UnwrapAsync(byte[] wrapped, CancellationToken cancellation) => throw new InvalidOperationException(Detail);
    }

    [Fact]
    public async Task An_error_of_ours_is_500_with_a_trace_id_and_no_detail_and_the_log_has_both()
    {
        using var log = new CapturedLog(LogLevel.Error);
        await using var broken = await api.ReplicaAsync(new ApiOptions { Log = log, Configure = builder => builder.Services.AddSingleton<IMasterKey, Broken>() });
        var member = await api.NewMemberAsync();
        var answer = (await broken.With(member.Token).PostAsync("/v1/exchange-bindings", Desk.Binding())).Refused(500, "INTERNAL_ERROR");
        Assert.Equal("", answer.Details);
        Assert.DoesNotContain(Broken.Detail, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Contains(log.Lines, line => line.Contains("/v1/exchange-bindings", StringComparison.Ordinal) && line.Contains(Broken.Detail, StringComparison.Ordinal));
        Assert.Equal(0, (await member.Api.GetAsync("/v1/exchange-bindings")).Data.GetArrayLength());
    }

    [Fact]
    public async Task A_database_that_is_away_is_503_everywhere()
    {
        var member = await api.NewMemberAsync();
        await using var cutOff = await api.ReplicaAsync(new ApiOptions
        {
            Settings = new Dictionary<string, string?> { ["ConnectionStrings:platformdb"] = "Host=127.0.0.1;Port=1;Username=x;Password=x;Database=x;Timeout=2" },
        });
        var (code, state) = await Member.ApproveAsync(cutOff, "alice");
        (await cutOff.With(member.Token).GetAsync("/v1/users/me")).Refused(503, "SERVICE_UNAVAILABLE");
        (await cutOff.Anonymous.PostAsync("/v1/auth/callback", new { provider = "google", code, state })).Refused(503, "SERVICE_UNAVAILABLE");
        Assert.Contains("database: failing", (await cutOff.Anonymous.GetAsync("/v1/health/ready")).Refused(503, "SERVICE_UNAVAILABLE").Details, StringComparison.Ordinal);
        (await cutOff.Anonymous.GetAsync("/v1/health/live")).Ok(200);
    }

    [Fact]
    public async Task Two_thousand_requests_at_once_are_answered_and_the_ledger_is_right()
    {
        var (desk, admin) = (await Desk.OpenAsync(await api.NewMemberAsync()), await api.SignInAsync("admin"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i => (Kind: i % 8, (await ((i % 8) switch
        {
            0 => desk.DepositAsync(1),
            1 => desk.WithdrawAsync("0.5"),
            2 => desk.Api.GetAsync("/v1/users/me"),
            3 => desk.Api.GetAsync("/v1/transactions?limit=5"),
            4 => desk.Api.PostAsync("/v1/trading-logs", "{\"rubbish\":"),
            5 => desk.Api.GetAsync($"/v1/sub-accounts/{Guid.CreateVersion7()}"),
            6 => api.Host.Anonymous.GetAsync("/v1/tradings"),
            _ => admin.Api.GetAsync("/v1/trading-logs?type=nothing"),
        })).Status)));
        Assert.All(answers, a => Assert.True(a.Status is >= 200 and < 500, a.Status.ToString(CultureInfo.InvariantCulture)));
        var deposits = answers.Count(a => a is (0, 201));
        var withdrawals = answers.Count(a => a is (1, 201));
        Assert.Equal(250, deposits);
        Assert.Equal(deposits - (withdrawals * 0.5m), await desk.BalanceAsync(desk.Usdt));
        Assert.Equal(deposits + withdrawals, (await desk.Api.GetAsync("/v1/transactions")).Data.GetProperty("pagination").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_caller_who_hangs_up_leaves_nothing_half_done()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        await Parallel.ForAsync(0, 60, TestContext.Current.CancellationToken, async (i, _) =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(i / 4.0));
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{api.Host.Address}/v1/trading-logs")
            {
                Content = System.Net.Http.Json.JsonContent.Create(desk.Log("deposit", new { account_id = desk.Usdt, amount = 1, currency = "USDT" })),
                Headers = { Authorization = new("Bearer", desk.Owner.Token) },
            };
            try
            {
                using var response = await Support.Http.Client.SendAsync(request, patience.Token);
            }
            catch (OperationCanceledException)
            {
                // As was meant.
            }
        });
        await Retry.UntilEqual(
            0L, () => api.Database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"));
        var balance = await desk.BalanceAsync(desk.Usdt);
        Assert.Equal(balance, (await desk.TransactionsAsync()).Count);
        Assert.Equal(balance, (await desk.LogsAsync()).Count);
    }
}
