using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Identity;

/// <summary>Sessions: refresh rotates, and an end is an end on every replica at once.</summary>
public sealed class SessionTests(SessionTests.TwoReplicas api) : IClassFixture<SessionTests.TwoReplicas>
{
    public sealed class TwoReplicas(TestServers servers) : ApiFixture(servers)
    {
        public ApiHost Other { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Other = await ReplicaAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await Other.DisposeAsync();
            await base.DisposeAsync();
        }
    }

    [Fact]
    public async Task Refresh_hands_out_new_tokens_of_the_same_session()
    {
        var member = await api.NewMemberAsync();
        var refreshed = (await RefreshAsync(member.RefreshToken)).Ok(200);
        var (access, refresh) = TokensOf(refreshed);
        Assert.NotEqual(member.RefreshToken, refresh);
        Assert.Equal(3600, refreshed.Data.GetProperty("expires_in").GetInt32());
        await AssertOpenAsync(access);
        await AssertOpenAsync(member.Token);
        (await RefreshAsync(refresh)).Ok(200);
    }

    [Fact]
    public async Task A_spent_refresh_token_that_comes_again_revokes_the_session()
    {
        var member = await api.NewMemberAsync();
        var (access, refresh) = TokensOf(await RefreshAsync(member.RefreshToken));
        await AssertOpenAsync(access);
        (await RefreshAsync(member.RefreshToken)).Refused(401, "INVALID_TOKEN");
        await AssertClosedAsync(access);
        await AssertClosedAsync(member.Token);
        (await RefreshAsync(refresh)).Refused(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task Of_two_refreshes_at_once_one_wins_and_the_session_ends_because_somebody_has_a_copy()
    {
        var member = await api.NewMemberAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RefreshAsync(member.RefreshToken, i % 2 == 0 ? api.Host : api.Other)));
        var winner = Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a != winner), a => a.Refused(401, "INVALID_TOKEN"));
        await AssertClosedAsync(TokensOf(winner).Access);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4")]
    public async Task An_unknown_refresh_token_is_refused(string token) => (await RefreshAsync(token)).Refused(401, "INVALID_TOKEN");

    [Fact]
    public async Task Logout_ends_the_session_at_once_on_every_replica_and_no_other_session()
    {
        var (ended, kept) = (await api.SignInAsync("alice"), await api.SignInAsync("alice"));
        await AssertOpenAsync(ended.Token);
        await AssertOpenAsync(kept.Token);
        (await ended.Api.PostAsync("/v1/auth/logout")).Ok(200);
        await AssertClosedAsync(ended.Token);
        await AssertOpenAsync(kept.Token);
        (await RefreshAsync(ended.RefreshToken)).Refused(401, "INVALID_TOKEN");
        (await RefreshAsync(kept.RefreshToken)).Ok(200);
    }

    [Fact]
    public async Task A_disabled_user_is_out_at_once_on_every_replica_and_does_not_come_back()
    {
        var (admin, member) = (await api.SignInAsync("admin"), await api.SignInAsync("user80"));
        var second = await Member.SignInAsync(api.Other, "user80");
        await AssertOpenAsync(member.Token);
        await AssertOpenAsync(second.Token);
        (await admin.Api.PutAsync($"/v1/users/{member.Id}/disable")).Ok(200);
        await AssertClosedAsync(member.Token);
        await AssertClosedAsync(second.Token);
        (await RefreshAsync(member.RefreshToken)).Refused(401, "INVALID_TOKEN");
        var (code, state) = await Member.ApproveAsync(api.Host, "user80");
        (await api.Host.Anonymous.PostAsync("/v1/auth/callback", new { provider = "google", code, state })).Refused(400, "OAUTH_ERROR");
        (await admin.Api.PutAsync($"/v1/users/{member.Id}/disable")).Ok(200);
    }

    [Fact]
    public async Task Disabling_nobody_is_404()
    {
        var admin = await api.SignInAsync("admin");
        (await admin.Api.PutAsync($"/v1/users/{Guid.CreateVersion7()}/disable")).Refused(404, "NOT_FOUND");
        (await admin.Api.PutAsync("/v1/users/nobody/disable")).Refused(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_changed_profile_is_seen_at_once_on_every_replica()
    {
        var member = await api.NewMemberAsync();
        await AssertOpenAsync(member.Token);
        var name = Desk.Unique("name");
        (await member.Api.PutAsync("/v1/users/me", new { username = name })).Ok(200);
        await Retry.UntilEqual(
            name, async () => (await api.Other.With(member.Token).GetAsync("/v1/users/me")).Data.GetProperty("username").GetString(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Only_configuration_makes_an_administrator()
    {
        var (alice, admin) = (await api.SignInAsync("alice"), await api.SignInAsync("admin"));
        (await alice.Api.PutAsync("/v1/users/me", "{\"role\":\"admin\",\"settings\":{\"role\":\"admin\"}}")).Ok(200);
        await AssertRightsAsync(alice, api.Host, isAdmin: false);
        await AssertRightsAsync(admin, api.Host, isAdmin: true);
        await using var reconfigured = await api.ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["Identity:Admins:0"] = "Alice@Example.com" } });
        await AssertRightsAsync(alice, reconfigured, isAdmin: true);
        await AssertRightsAsync(admin, reconfigured, isAdmin: false);
    }

    [Fact]
    public async Task Refresh_tokens_are_stored_as_hashes()
    {
        var member = await api.NewMemberAsync();
        var rows = await api.Database.ScalarAsync<string>("SELECT string_agg(t::text, '|') FROM identity.refresh_tokens t");
        Assert.DoesNotContain(member.RefreshToken, rows, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(System.Buffers.Text.Base64Url.DecodeFromChars(member.RefreshToken)), rows, StringComparison.Ordinal);
    }

    private static async Task AssertRightsAsync(Member member, ApiHost host, bool isAdmin)
    {
        var answer = await host.With(member.Token).DeleteAsync($"/v1/trading-logs/{Guid.CreateVersion7()}");
        _ = isAdmin ? answer.Refused(404, "NOT_FOUND") : answer.Refused(403, "ACCESS_DENIED");
    }

    /// <summary>Asks both replicas, which also makes both remember the session.</summary>
    private async Task AssertOpenAsync(string token)
    {
        (await api.Host.With(token).GetAsync("/v1/users/me")).Ok(200);
        (await api.Other.With(token).GetAsync("/v1/users/me")).Ok(200);
    }

    /// <summary>Word travels to the other replica while we ask: it has a second, not the quarter of a minute for which sessions are kept.</summary>
    private async Task AssertClosedAsync(string token)
    {
        (await api.Host.With(token).GetAsync("/v1/users/me")).Refused(401, "INVALID_TOKEN");
        await Retry.Until(async () => (await api.Other.With(token).GetAsync("/v1/users/me")).Status == 401, "the other replica has heard", TimeSpan.FromSeconds(1));
        (await api.Other.With(token).GetAsync("/v1/users/me")).Refused(401, "INVALID_TOKEN");
    }

    private Task<Answer> RefreshAsync(string token, ApiHost? host = null) =>
        (host ?? api.Host).Anonymous.PostAsync("/v1/auth/refresh", new { refresh_token = token });

    private static (string Access, string Refresh) TokensOf(Answer answer) =>
        (answer.Data.GetProperty("access_token").GetString()!, answer.Data.GetProperty("refresh_token").GetString()!);
}
