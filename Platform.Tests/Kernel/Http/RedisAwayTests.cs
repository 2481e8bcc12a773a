using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>Without Redis the ledger goes on: nothing is limited, sessions are read from the database, and only sign-in waits.</summary>
public sealed class RedisAwayTests(RedisAwayTests.OneWithout api) : IClassFixture<RedisAwayTests.OneWithout>
{
    public sealed class OneWithout(TestServers servers) : ApiFixture(servers)
    {
        public ApiHost Without { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Without = await ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["ConnectionStrings:cache"] = "127.0.0.1:1", ["RATE_LIMIT_ENABLED"] = null } });
        }

        public override async ValueTask DisposeAsync()
        {
            await Without.DisposeAsync();
            await base.DisposeAsync();
        }
    }

    [Fact]
    public async Task Requests_are_served_and_not_limited()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var without = desk with { Owner = desk.Owner with { Api = api.Without.With(desk.Owner.Token) } };
        Assert.Null((await without.DepositAsync(1)).Ok(201).Header("X-RateLimit-Limit"));
        Assert.Equal(1, await without.BalanceAsync(desk.Usdt));
    }

    [Fact]
    public async Task A_session_that_ended_elsewhere_is_over_at_once()
    {
        var member = await api.NewMemberAsync();
        (await api.Without.With(member.Token).GetAsync("/v1/users/me")).Ok(200);
        (await member.Api.PostAsync("/v1/auth/logout")).Ok(200);
        (await api.Without.With(member.Token).GetAsync("/v1/users/me")).Refused(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task A_session_can_be_ended()
    {
        var member = await api.NewMemberAsync();
        (await api.Without.With(member.Token).PostAsync("/v1/auth/logout")).Ok(200);
        (await api.Without.With(member.Token).GetAsync("/v1/users/me")).Refused(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task Sign_in_asks_to_come_back()
    {
        (await api.Without.Anonymous.PostAsync("/v1/auth/login", new { provider = "google", redirect_uri = Member.RedirectUri })).Refused(503, "SERVICE_UNAVAILABLE");
        (await api.Without.Anonymous.PostAsync("/v1/auth/callback", new { provider = "google", code = "c", state = "s" })).Refused(503, "SERVICE_UNAVAILABLE");
    }
}
