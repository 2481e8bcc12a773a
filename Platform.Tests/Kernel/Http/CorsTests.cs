using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>Pages of the configured origins may call; pages of others may not read the answers.</summary>
public sealed class CorsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Ours = "http://localhost:3000";

    [Theory]
    [InlineData(Ours, true)]
    [InlineData("http://localhost:3001", false)]
    [InlineData("https://evil.example.com", false)]
    [InlineData("null", false)]
    public async Task A_preflight_is_answered_for_our_origins_only(string origin, bool allowed)
    {
        var answer = await api.Host.Anonymous.SendAsync(HttpMethod.Options, "/v1/trading-logs", null,
            ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type,idempotency-key"));
        Assert.Equal(allowed ? origin : null, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal(allowed, answer.Header("Access-Control-Allow-Headers")?.Contains("idempotency-key", StringComparison.OrdinalIgnoreCase) ?? false);
        Assert.NotEqual("true", answer.Header("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("/v1/users/me", 401)]
    [InlineData("/v1/nothing", 404)]
    [InlineData("/v1/health/live", 200)]
    public async Task Our_pages_read_answers_of_every_kind_and_the_headers_that_we_document(string path, int status)
    {
        var answer = await api.Host.Anonymous.SendAsync(HttpMethod.Get, path, null, ("Origin", Ours));
        Assert.Equal((status, Ours), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
        foreach (var header in new[] { "X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-RateLimit-Window" })
        {
            Assert.Contains(header, answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        }

        Assert.Null((await api.Host.Anonymous.SendAsync(HttpMethod.Get, path, null, ("Origin", "https://evil.example.com"))).Header("Access-Control-Allow-Origin"));
    }
}
