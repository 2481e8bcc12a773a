using Platform.Tests.Support;

namespace Platform.Tests.Trading.Health;

/// <summary>Liveness and readiness, under /v1 and at the root.</summary>
public sealed class HealthTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("/v1/health/live")]
    [InlineData("/health/live")]
    public async Task A_process_that_answers_lives(string path)
    {
        var live = (await api.Host.Anonymous.GetAsync(path)).Ok(200).Data;
        Assert.Equal("alive", live.GetProperty("status").GetString());
        Assert.InRange(live.GetProperty("timestamp").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(1));
    }

    [Theory]
    [InlineData("/v1/health/ready")]
    [InlineData("/health/ready")]
    public async Task Without_workers_or_providers_the_service_is_not_ready_and_says_which(string path)
    {
        await using var lonely = await api.ReplicaAsync(new ApiOptions
        {
            Settings = new Dictionary<string, string?> { ["ConnectionStrings:nats"] = "nats://127.0.0.1:1", ["SignIn:Google:ClientId"] = null, ["SignIn:WeChat:AppId"] = null },
        });
        var refused = (await lonely.Anonymous.GetAsync(path)).Refused(503, "SERVICE_UNAVAILABLE");
        Assert.Equal("oauth_providers: failing, nats_connection: failing, event_consumers: failing", refused.Details);
    }
}
