using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Identity;
using Platform.Tests.Support;
using StackExchange.Redis;

namespace Platform.Tests.Trading.SignIn;

/// <summary>Sign-in through Google and WeChat: who gets in, as whom, and with what.</summary>
public sealed class SignInTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Somebody_new_signs_in_with_google_and_has_a_profile_and_a_tenant_of_his_own()
    {
        var (alice, bob) = (await api.SignInAsync("alice"), await api.SignInAsync("bob"));
        var me = (await alice.Api.GetAsync("/v1/users/me")).Data;
        Assert.Equal(alice.Id, me.GetProperty("id").GetString());
        Assert.Equal("alice@example.com", me.GetProperty("email").GetString());
        Assert.Equal("alice Example", me.GetProperty("username").GetString());
        Assert.Equal("google", me.GetProperty("info").GetProperty("oauth_provider").GetString());
        Assert.True(me.GetProperty("settings").GetProperty("notifications").GetBoolean());
        Assert.NotEqual(await TenantAsync(alice.Id), await TenantAsync(bob.Id));
    }

    [Fact]
    public async Task The_same_person_is_the_same_user_next_time()
    {
        var first = await api.NewMemberAsync();
        (await first.Api.PutAsync("/v1/users/me", new { username = "a name of my own" })).Ok(200);
        var again = await api.SignInAsync(first.Email.Split('@')[0]);
        Assert.Equal(first.Id, again.Id);
        Assert.Equal("a name of my own", (await again.Api.GetAsync("/v1/users/me")).Data.GetProperty("username").GetString());
        Assert.NotEqual(first.RefreshToken, again.RefreshToken);
    }

    [Fact]
    public async Task The_first_sign_ins_of_one_person_at_once_make_one_user()
    {
        var members = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.SignInAsync("user70")));
        Assert.Single(members.Select(m => m.Id).Distinct());
        Assert.Equal(1, await api.Database.ScalarAsync<long>("SELECT count(*) FROM identity.users WHERE email = 'user70@example.com'"));
        Assert.Equal(1, await api.Database.ScalarAsync<long>("SELECT count(*) FROM identity.tenants WHERE name LIKE 'user70 %'"));
    }

    [Fact]
    public async Task Somebody_whose_name_is_taken_gets_another_username()
    {
        var first = await api.NewMemberAsync();
        (await first.Api.PutAsync("/v1/users/me", new { username = "user71 Example" })).Ok(200);
        var second = (await (await api.SignInAsync("user71")).Api.GetAsync("/v1/users/me")).Data.GetProperty("username").GetString();
        Assert.StartsWith("user71 Example-", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verified_address_links_to_its_user()
    {
        var id = await InsertUserAsync("user72@example.com");
        Assert.Equal(id.ToString(), (await api.SignInAsync("user72")).Id);
    }

    [Fact]
    public async Task An_address_that_its_user_has_not_proved_links_nobody_and_keeps_nobody_out()
    {
        var id = await InsertUserAsync("user73@example.com", isVerified: false);
        var owner = await api.SignInAsync("user73");
        Assert.NotEqual(id.ToString(), owner.Id);
        Assert.Equal(owner.Id, (await api.SignInAsync("user73")).Id);
    }

    [Fact]
    public async Task An_address_that_is_not_verified_neither_links_nor_joins()
    {
        await RefuseMalloryAsync();
        Assert.Equal(0, await api.Database.ScalarAsync<long>("SELECT count(*) FROM identity.users WHERE email = 'mallory@example.com'"));
        await InsertUserAsync("mallory@example.com");
        await RefuseMalloryAsync();
        Assert.Equal(0, await api.Database.ScalarAsync<long>(
            "SELECT count(*) FROM identity.external_identities e JOIN identity.users u ON u.id = e.user_id WHERE u.email = 'mallory@example.com'"));
    }

    [Fact]
    public async Task Wechat_signs_in_by_its_own_protocol_and_is_another_user_than_google()
    {
        var google = await api.SignInAsync("bob");
        var wechat = await Member.SignInAsync(api.Host, "bob", "wechat");
        Assert.NotEqual(google.Id, wechat.Id);
        Assert.EndsWith("@wechat.local", wechat.Email, StringComparison.Ordinal);
        Assert.Equal("wechat", (await wechat.Api.GetAsync("/v1/users/me")).Data.GetProperty("info").GetProperty("oauth_provider").GetString());
        Assert.Equal(wechat.Id, (await Member.SignInAsync(api.Host, "bob", "wechat")).Id);
    }

    [Fact]
    public async Task Login_sends_to_google_with_pkce_and_a_state_that_cannot_be_guessed()
    {
        var states = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var started = (await LoginAsync("google")).Data;
            var query = QueryHelpers.ParseQuery(new Uri(started.GetProperty("auth_url").GetString()!).Query);
            Assert.Equal(started.GetProperty("state").GetString(), query["state"]);
            Assert.Equal(("S256", 43, Member.RedirectUri), (query["code_challenge_method"].ToString(), query["code_challenge"].ToString().Length, query["redirect_uri"].ToString()));
            Assert.Equal(43, query["state"].ToString().Length);
            Assert.True(states.Add(query["state"].ToString()));
        }
    }

    [Fact]
    public async Task A_state_waits_ten_minutes_at_most_and_is_kept_as_a_hash()
    {
        var state = (await LoginAsync("google")).Data.GetProperty("state").GetString()!;
        var redis = api.Host.Services.GetRequiredService<IConnectionMultiplexer>();
        var keys = redis.GetServers().Single().Keys(redis.GetDatabase().Database, "sign-in:*").ToList();
        Assert.NotEmpty(keys);
        Assert.DoesNotContain(keys, k => k.ToString().Contains(state, StringComparison.Ordinal));
        foreach (var key in keys)
        {
            Assert.True(await redis.GetDatabase().KeyTimeToLiveAsync(key) is not { } left || left <= TimeSpan.FromMinutes(10));
        }
    }

    [Fact]
    public async Task A_state_works_once()
    {
        var (code, state) = await Member.ApproveAsync(api.Host, "alice");
        (await CallbackAsync("google", code, state)).Ok(200);
        (await CallbackAsync("google", code, state)).Refused(400, "OAUTH_ERROR");
        var (next, _) = await Member.ApproveAsync(api.Host, "alice");
        (await CallbackAsync("google", next, state)).Refused(400, "OAUTH_ERROR");
    }

    [Fact]
    public async Task A_state_used_twice_at_once_signs_in_once()
    {
        var (code, state) = await Member.ApproveAsync(api.Host, "alice");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CallbackAsync("google", code, state)));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => a.Refused(400, "OAUTH_ERROR"));
    }

    [Fact]
    public async Task A_state_of_another_provider_is_refused()
    {
        var (code, state) = await Member.ApproveAsync(api.Host, "alice");
        (await CallbackAsync("wechat", code, state)).Refused(400, "OAUTH_ERROR");
    }

    [Fact]
    public async Task A_state_that_was_never_given_is_refused()
    {
        var (code, _) = await Member.ApproveAsync(api.Host, "alice");
        (await CallbackAsync("google", code, "invented")).Refused(400, "OAUTH_ERROR");
    }

    [Theory]
    [InlineData("google")]
    [InlineData("wechat")]
    public async Task A_code_that_was_used_or_invented_is_refused(string provider)
    {
        var (code, state) = await Member.ApproveAsync(api.Host, "alice", provider);
        (await CallbackAsync(provider, code, state)).Ok(200);
        var (_, second) = await Member.ApproveAsync(api.Host, "alice", provider);
        (await CallbackAsync(provider, code, second)).Refused(400, "OAUTH_ERROR");
        var (_, third) = await Member.ApproveAsync(api.Host, "alice", provider);
        (await CallbackAsync(provider, "invented", third)).Refused(400, "OAUTH_ERROR");
    }

    [Theory]
    [InlineData("""{"redirect_uri":"http://localhost/"}""", "MISSING_FIELD", "provider")]
    [InlineData("""{"provider":"google"}""", "MISSING_FIELD", "redirect_uri")]
    [InlineData("""{"provider":"google","redirect_uri":""}""", "MISSING_FIELD", "redirect_uri")]
    [InlineData("""{"provider":"github","redirect_uri":"http://localhost/"}""", "INVALID_VALUE", "provider")]
    public async Task A_login_that_lacks_something_says_what(string body, string code, string field) =>
        Assert.Contains(field, (await api.Host.Anonymous.PostAsync("/v1/auth/login", body)).Refused(400, code).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"code":"c","state":"s"}""", "MISSING_FIELD")]
    [InlineData("""{"provider":"google","state":"s"}""", "MISSING_FIELD")]
    [InlineData("""{"provider":"google","code":"c"}""", "MISSING_FIELD")]
    [InlineData("""{"provider":"facebook","code":"c","state":"s"}""", "INVALID_VALUE")]
    public async Task A_callback_that_lacks_something_says_so(string body, string code) =>
        (await api.Host.Anonymous.PostAsync("/v1/auth/callback", body)).Refused(400, code);

    private async Task RefuseMalloryAsync()
    {
        var (code, state) = await Member.ApproveAsync(api.Host, "mallory");
        (await CallbackAsync("google", code, state)).Refused(400, "OAUTH_ERROR");
    }

    private Task<Answer> LoginAsync(string provider) => api.Host.Anonymous.PostAsync("/v1/auth/login", new { provider, redirect_uri = Member.RedirectUri });

    private Task<Answer> CallbackAsync(string provider, string code, string state) => api.Host.Anonymous.PostAsync("/v1/auth/callback", new { provider, code, state });

    private Task<Guid> TenantAsync(string userId) => api.Database.ScalarAsync<Guid>("SELECT tenant_id FROM identity.users WHERE id = $1", Guid.Parse(userId));

    private async Task<Guid> InsertUserAsync(string email, bool isVerified = true) => await api.Database.ScalarAsync<Guid>("""
        INSERT INTO identity.users (id, tenant_id, username, email, email_hash, verified_email_hash, avatar, settings, info, custom, is_confirmed, created_at, updated_at)
        VALUES (gen_random_uuid(), gen_random_uuid(), $1, $1, $2, CASE WHEN $3 THEN $2 END, '', '{}', '{}', '{}', false, now(), now()) RETURNING id
        """, email, await api.Host.Services.GetRequiredService<UserTexts>().HashAsync(email, TestContext.Current.CancellationToken), isVerified);
}
