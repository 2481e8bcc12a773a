using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Platform.Tests.Sandbox;

public sealed class GoogleTokenTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    [Fact]
    public async Task A_code_buys_a_bearer_token_that_says_who_signed_in()
    {
        var tokens = await sandbox.Redeem(await sandbox.Code()).Json();
        Assert.Equal("Bearer", tokens.Field("token_type"));
        Assert.Equal(3599, tokens.GetProperty("expires_in").GetInt32());
        Assert.Contains("openid", tokens.Field("scope")!.Split(' '));
        Assert.Null(tokens.Field("refresh_token"));

        var user = await sandbox.UserInfo(tokens).Json();
        Assert.Equal("Alice Archer", user.Field("name"));
        Assert.Equal("Alice", user.Field("given_name"));
        Assert.Equal("Archer", user.Field("family_name"));
        Assert.Equal("alice@example.com", user.Field("email"));
        Assert.True(user.GetProperty("email_verified").GetBoolean());
        Assert.Matches("^[0-9]{21}$", user.Field("sub"));
        using var picture = await sandbox.Get(user.Field("picture")!);
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_id_token_is_signed_with_the_published_key_and_carries_the_nonce()
    {
        var tokens = await sandbox.Redeem(await sandbox.Code("bob", ("nonce", "n-1"))).Json();
        using var certificates = await sandbox.Get("/google/oauth2/v3/certs");
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(tokens.Field("id_token"), new TokenValidationParameters
        {
            IssuerSigningKeys = new JsonWebKeySet(await certificates.Text()).GetSigningKeys(),
            ValidIssuer = "https://accounts.google.com",
            ValidAudience = RunningSandbox.GoogleClient,
            LifetimeValidator = (_, expires, _, _) => expires == sandbox.Clock.GetUtcNow().UtcDateTime.AddSeconds(3599),
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("bob@example.com", result.Claims["email"]);
        Assert.Equal("n-1", result.Claims["nonce"]);
        Assert.Equal((await sandbox.UserInfo(tokens).Json()).Field("sub"), result.Claims["sub"]);
    }

    [Fact]
    public async Task A_users_id_is_the_same_after_a_restart()
    {
        var before = await sandbox.UserInfo(await sandbox.Redeem(await sandbox.Code()).Json()).Json();
        await using var restarted = await RunningSandbox.Start();
        var after = await restarted.UserInfo(await restarted.Redeem(await restarted.Code()).Json()).Json();
        Assert.Equal(before.Field("sub"), after.Field("sub"));
    }

    [Fact]
    public async Task Userinfo_tells_no_more_than_the_scopes_open()
    {
        var user = await sandbox.UserInfo(await sandbox.Redeem(await sandbox.Code("alice", ("scope", "email"))).Json()).Json();
        Assert.NotNull(user.Field("email"));
        Assert.Null(user.Field("name"));
    }

    [Fact]
    public async Task Mallorys_e_mail_is_not_verified()
    {
        var user = await sandbox.UserInfo(await sandbox.Redeem(await sandbox.Code("mallory")).Json()).Json();
        Assert.False(user.GetProperty("email_verified").GetBoolean());
    }

    [Fact]
    public async Task The_client_may_authenticate_with_http_basic()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/google/token")
        {
            Content = RunningSandbox.Form(RunningSandbox.Except(
                GoogleFlow.Exchange(await sandbox.Code()), ("client_id", null), ("client_secret", null))),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunningSandbox.GoogleClient}:{RunningSandbox.GoogleSecret}")));
        using var response = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(response.Headers.WwwAuthenticate);
    }

    [Theory]
    [InlineData("client_id", "someone-else", 401, "invalid_client")]
    [InlineData("client_id", null, 400, "invalid_request")]
    [InlineData("client_secret", "wrong", 401, "invalid_client")]
    [InlineData("client_secret", null, 400, "invalid_request")]
    [InlineData("grant_type", "password", 400, "unsupported_grant_type")]
    [InlineData("grant_type", null, 400, "unsupported_grant_type")]
    [InlineData("code", null, 400, "invalid_request")]
    [InlineData("code", "4/0invented", 400, "invalid_grant")]
    [InlineData("redirect_uri", null, 400, "invalid_request")]
    [InlineData("redirect_uri", "http://localhost:3000/callback/", 400, "redirect_uri_mismatch")]
    public async Task A_wrong_exchange_is_refused_and_leaves_the_code_usable(string name, string? value, int status, string error)
    {
        var code = await sandbox.Code();
        await GoogleFlow.AssertRefused(sandbox.Redeem(code, (name, value)), status, error);
        Assert.NotNull((await sandbox.Redeem(code).Json()).Field("access_token"));
    }

    [Fact]
    public async Task A_code_used_again_is_refused_and_what_it_brought_is_revoked()
    {
        var code = await sandbox.Code("alice", ("access_type", "offline"));
        var tokens = await sandbox.Redeem(code).Json();
        await GoogleFlow.AssertRefused(sandbox.Redeem(code), 400, "invalid_grant");

        using var userinfo = await sandbox.UserInfo(tokens);
        Assert.Equal(HttpStatusCode.Unauthorized, userinfo.StatusCode);
        await GoogleFlow.AssertRefused(sandbox.Refresh(tokens.Field("refresh_token")), 400, "invalid_grant");
    }

    [Fact]
    public async Task Of_many_exchanges_at_once_one_succeeds()
    {
        var code = await sandbox.Code();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sandbox.Redeem(code)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_expires_after_ten_minutes()
    {
        var (inTime, late) = (await sandbox.Code(), await sandbox.Code());
        sandbox.Clock.Advance(TimeSpan.FromSeconds(599));
        Assert.NotNull((await sandbox.Redeem(inTime).Json()).Field("access_token"));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        await GoogleFlow.AssertRefused(sandbox.Redeem(late), 400, "invalid_grant");
    }

    [Fact]
    public async Task An_access_token_ends_after_an_hour_and_a_refresh_token_brings_a_new_one()
    {
        var tokens = await sandbox.Redeem(await sandbox.Code("bob", ("access_type", "offline"))).Json();
        sandbox.Clock.Advance(TimeSpan.FromHours(1));
        using var expired = await sandbox.UserInfo(tokens);
        Assert.Equal(HttpStatusCode.Unauthorized, expired.StatusCode);
        Assert.Equal("Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"", expired.Headers.WwwAuthenticate.ToString());

        var refreshed = await sandbox.Refresh(tokens.Field("refresh_token")).Json();
        Assert.Null(refreshed.Field("refresh_token"));
        Assert.Equal("bob@example.com", (await sandbox.UserInfo(refreshed).Json()).Field("email"));
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token_and_the_other_way_round()
    {
        var tokens = await sandbox.Redeem(await sandbox.Code("bob", ("access_type", "offline"))).Json();
        using var userinfo = await sandbox.GetAs(tokens.Field("refresh_token")!, "/google/v1/userinfo");
        Assert.Equal(HttpStatusCode.Unauthorized, userinfo.StatusCode);
        await GoogleFlow.AssertRefused(sandbox.Refresh(tokens.Field("access_token")), 400, "invalid_grant");
    }

    [Fact]
    public async Task Userinfo_without_a_token_asks_for_one()
    {
        using var response = await sandbox.Get("/google/v1/userinfo");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }
}
