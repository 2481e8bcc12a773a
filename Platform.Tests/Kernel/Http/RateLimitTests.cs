using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Tests.Support;
using StackExchange.Redis;

namespace Platform.Tests.Kernel.Http;

/// <summary>Requests an hour: one bucket a request, by user once he is known, by address before, shared by all replicas.</summary>
public sealed class RateLimitTests(RateLimitTests.OwnRedis api) : IClassFixture<RateLimitTests.OwnRedis>
{
    private const string Me = "/v1/users/me";

    /// <summary>Buckets of an address would be shared with every other class.</summary>
    public sealed class OwnRedis(TestServers servers) : ApiFixture(servers)
    {
        private string redis = "";

        public override async ValueTask InitializeAsync()
        {
            redis = await Servers.OwnRedisAsync();
            await base.InitializeAsync();
        }

        protected override Task<ApiOptions> OptionsAsync() => Task.FromResult(new ApiOptions { Settings = new Dictionary<string, string?> { ["ConnectionStrings:cache"] = redis } });

        /// <summary>A host that limits. The host of the fixture does not: people sign in there.</summary>
        public Task<ApiHost> LimitedAsync(int? requests = null, int? auth = null, int? trading = null, TimeProvider? clock = null, string? proxy = null) => ReplicaAsync(new ApiOptions
        {
            Clock = clock,
            Settings = new Dictionary<string, string?>
            {
                ["ConnectionStrings:cache"] = redis, ["RATE_LIMIT_ENABLED"] = null, ["API_RATE_LIMIT_PER_HOUR"] = Text(requests),
                ["AUTH_RATE_LIMIT_PER_HOUR"] = Text(auth), ["TRADING_RATE_LIMIT_PER_HOUR"] = Text(trading), ["Http:TrustedProxies:0"] = proxy,
            },
        });

        public async Task EmptyAsync()
        {
            var connection = Host.Services.GetRequiredService<IConnectionMultiplexer>();
            await connection.GetDatabase().KeyDeleteAsync([.. connection.GetServers().Single().Keys(connection.GetDatabase().Database, "rate:*")]);
        }

        private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Every_limited_answer_says_how_much_is_left_and_until_when()
    {
        await using var host = await api.LimitedAsync(requests: 50);
        var member = await api.NewMemberAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        for (var left = 49; left >= 45; left--)
        {
            var answer = (await host.With(member.Token).GetAsync(Me)).Ok(200);
            Assert.Equal(("50", $"{left}", "3600"), (answer.Header("X-RateLimit-Limit"), answer.Header("X-RateLimit-Remaining"), answer.Header("X-RateLimit-Window")));
            Assert.InRange(long.Parse(answer.Header("X-RateLimit-Reset")!, CultureInfo.InvariantCulture), now + 3500, now + 3700);
            Assert.Null(answer.Header("Retry-After"));
        }

        var refused = (await host.With(member.Token).GetAsync($"/v1/tradings/{Guid.CreateVersion7()}")).Refused(404, "NOT_FOUND");
        Assert.Equal("44", refused.Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task Beyond_the_limit_the_answer_is_429_and_says_when_to_come_back()
    {
        await using var host = await api.LimitedAsync(requests: 3);
        var (member, other) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        for (var i = 0; i < 3; i++)
        {
            (await host.With(member.Token).GetAsync(Me)).Ok(200);
        }

        for (var i = 0; i < 2; i++)
        {
            var exceeded = (await host.With(member.Token).GetAsync(Me)).Refused(429, "RATE_LIMIT_EXCEEDED");
            Assert.Equal(("3", "0", "3600"), (exceeded.Header("X-RateLimit-Limit"), exceeded.Header("X-RateLimit-Remaining"), exceeded.Header("X-RateLimit-Window")));
            Assert.InRange(int.Parse(exceeded.Header("Retry-After")!, CultureInfo.InvariantCulture), 3500, 3600);
        }

        (await host.With(other.Token).GetAsync(Me)).Ok(200);
    }

    [Fact]
    public async Task A_request_that_is_refused_does_nothing()
    {
        await using var host = await api.LimitedAsync(trading: 1);
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var limited = desk with { Owner = desk.Owner with { Api = host.With(desk.Owner.Token) } };
        (await limited.DepositAsync(1)).Ok(201);
        (await limited.DepositAsync(1)).Refused(429, "RATE_LIMIT_EXCEEDED");
        Assert.Equal(1, await desk.BalanceAsync(desk.Usdt));
    }

    [Fact]
    public async Task Replicas_share_the_buckets()
    {
        await using var first = await api.LimitedAsync(requests: 10);
        await using var second = await api.LimitedAsync(requests: 10);
        var member = await api.NewMemberAsync();
        for (var i = 0; i < 10; i++)
        {
            (await (i % 2 == 0 ? first : second).With(member.Token).GetAsync(Me)).Ok(200);
        }

        (await first.With(member.Token).GetAsync(Me)).Refused(429, "RATE_LIMIT_EXCEEDED");
        (await second.With(member.Token).GetAsync(Me)).Refused(429, "RATE_LIMIT_EXCEEDED");
    }

    [Fact]
    public async Task However_many_come_at_once_no_more_than_the_limit_are_served_by_all_replicas_together()
    {
        await using var first = await api.LimitedAsync(requests: 300);
        await using var second = await api.LimitedAsync(requests: 300);
        var member = await api.NewMemberAsync();
        var answers = new int[360];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) => answers[i] = (await (i % 3 == 0 ? first : second).With(member.Token).GetAsync(Me)).Status);
        Assert.All(answers, status => Assert.True(status is 200 or 429));

        // Each replica may hold back what it took in advance: a hundredth.
        Assert.InRange(answers.Count(status => status == 200), 300 - 6, 300);
    }

    [Fact]
    public async Task A_request_takes_from_one_bucket_only()
    {
        await api.EmptyAsync();
        await using var host = await api.LimitedAsync(requests: 20, auth: 20, trading: 20);
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var limited = desk with { Owner = desk.Owner with { Api = host.With(desk.Owner.Token) } };
        Assert.Equal("19", (await limited.DepositAsync(1)).Header("X-RateLimit-Remaining"));
        Assert.Equal("18", (await limited.DepositAsync(1)).Header("X-RateLimit-Remaining"));
        Assert.Equal("19", (await limited.Api.GetAsync("/v1/trading-logs")).Header("X-RateLimit-Remaining"));
        Assert.Equal("18", (await limited.Api.GetAsync(Me)).Header("X-RateLimit-Remaining"));
        Assert.Equal("19", (await host.Anonymous.PostAsync("/v1/auth/login", new { provider = "google", redirect_uri = Member.RedirectUri })).Header("X-RateLimit-Remaining"));
        Assert.Equal("18", (await limited.Api.PostAsync("/v1/auth/logout")).Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task Sign_in_is_counted_by_address_whoever_it_is()
    {
        await api.EmptyAsync();
        await using var host = await api.LimitedAsync(auth: 3);
        var member = await api.NewMemberAsync();
        (await host.Anonymous.PostAsync("/v1/auth/refresh", new { refresh_token = "x" })).Refused(401, "INVALID_TOKEN");
        (await host.With(member.Token).PostAsync("/v1/auth/refresh", new { refresh_token = "x" })).Refused(401, "INVALID_TOKEN");
        (await host.Anonymous.PostAsync("/v1/auth/login", "{}")).Refused(400, "MISSING_FIELD");
        var exceeded = (await host.With(member.Token).PostAsync("/v1/auth/refresh", new { refresh_token = member.RefreshToken })).Refused(429, "RATE_LIMIT_EXCEEDED");
        Assert.NotNull(exceeded.Header("Retry-After"));
        (await host.With(member.Token).GetAsync(Me)).Ok(200);
    }

    [Fact]
    public async Task Before_sign_in_requests_are_counted_by_address_and_afterwards_by_user()
    {
        await api.EmptyAsync();
        await using var host = await api.LimitedAsync(requests: 3);
        var member = await api.NewMemberAsync();
        for (var i = 0; i < 3; i++)
        {
            var refused = (await host.With(i == 0 ? null : "invalid").GetAsync(Me)).Refused(401, i == 0 ? "AUTH_REQUIRED" : "INVALID_TOKEN");
            Assert.Equal($"{2 - i}", refused.Header("X-RateLimit-Remaining"));
        }

        (await host.Anonymous.GetAsync(Me)).Refused(429, "RATE_LIMIT_EXCEEDED");
        (await host.With(member.Token).GetAsync(Me)).Ok(200);
    }

    [Theory]
    [InlineData(null, 429)]
    [InlineData("127.0.0.1", 401)]
    [InlineData("10.0.0.1", 429)]
    public async Task Only_a_trusted_proxy_says_whose_request_it_is(string? trusted, int second)
    {
        await api.EmptyAsync();
        await using var host = await api.LimitedAsync(auth: 1, proxy: trusted);
        Assert.Equal(401, await RefreshFromAsync("203.0.113.1"));
        Assert.Equal(second, await RefreshFromAsync("203.0.113.2"));
        Assert.Equal(429, await RefreshFromAsync("203.0.113.1"));

        async Task<int> RefreshFromAsync(string address) => (await host.Anonymous.PostAsync(
            "/v1/auth/refresh", new { refresh_token = "x" }, ("X-Forwarded-For", address), ("X-Real-IP", address), ("Forwarded", $"for={address}"))).Status;
    }

    [Fact]
    public async Task A_new_window_opens_when_the_old_one_is_over()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await api.LimitedAsync(requests: 1, clock: clock);
        var member = await Member.SignInAsync(host, "alice");
        (await host.With(member.Token).GetAsync(Me)).Ok(200);
        (await host.With(member.Token).GetAsync(Me)).Refused(429, "RATE_LIMIT_EXCEEDED");

        // Redis has a clock of its own, so the end of its window is made by hand; the replica goes by ours.
        await api.EmptyAsync();
        (await host.With(member.Token).GetAsync(Me)).Refused(429, "RATE_LIMIT_EXCEEDED");
        clock.Advance(TimeSpan.FromMinutes(61));
        var fresh = await Member.SignInAsync(host, "alice");
        (await fresh.Api.GetAsync(Me)).Ok(200);
        (await fresh.Api.GetAsync(Me)).Refused(429, "RATE_LIMIT_EXCEEDED");
    }

    [Fact]
    public async Task Unless_configured_the_limits_are_the_documented_ones_and_health_has_none()
    {
        await api.EmptyAsync();
        await using var host = await api.LimitedAsync();
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        Assert.Equal("1000", (await host.With(desk.Owner.Token).GetAsync(Me)).Header("X-RateLimit-Limit"));
        Assert.Equal("600", (await host.With(desk.Owner.Token).PostAsync("/v1/trading-logs", desk.Log("custom"))).Header("X-RateLimit-Limit"));
        Assert.Equal("60", (await host.Anonymous.PostAsync("/v1/auth/login", "{}")).Header("X-RateLimit-Limit"));
        Assert.Null((await host.Anonymous.GetAsync("/v1/health/live")).Header("X-RateLimit-Limit"));
        Assert.Null((await api.Host.With(desk.Owner.Token).GetAsync(Me)).Header("X-RateLimit-Limit"));
    }
}
