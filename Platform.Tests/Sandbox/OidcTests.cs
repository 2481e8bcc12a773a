using System.Text.Json;

namespace Platform.Tests.Sandbox;

/// <summary>The OpenID Connect provider speaks its protocol, and knows its clients and people.</summary>
public sealed class OidcTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    private const string Client = "platform-operations";

    private static readonly (string Name, string? Value)[] Request =
    [
        ("client_id", Client), ("redirect_uri", RunningSandbox.Callback), ("response_type", "code"), ("scope", "openid email profile"), ("state", "a state"), ("login_hint", "owner@example.com"),
    ];

    private Task<HttpResponseMessage> RedeemAsync(string? code, string client = Client) => sandbox.Post(
        "/oidc/token", ("grant_type", "authorization_code"), ("client_id", client), ("code", code), ("redirect_uri", RunningSandbox.Callback));

    private async Task<string?> CodeAsync(params (string Name, string? Value)[] changes)
    {
        using var back = await sandbox.Get("/oidc/auth", RunningSandbox.Except(Request, changes));
        return back.Returned("code");
    }

    [Fact]
    public async Task Discovery_names_the_issuer_and_where_everything_is()
    {
        var document = await sandbox.Get("/.well-known/openid-configuration").Json();
        var issuer = document.Field("issuer")!;
        Assert.Equal(sandbox.Http.BaseAddress!.ToString().TrimEnd('/'), issuer.TrimEnd('/'));
        Assert.Equal(["oidc/auth", "oidc/token", "oidc/me", "oidc/jwks"],
            new[] { "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri" }.Select(name => document.Field(name)![issuer.Length..]));
        Assert.NotEqual(0, (await sandbox.Get("/oidc/jwks").Json()).GetProperty("keys").GetArrayLength());
    }

    [Fact]
    public async Task A_code_brings_a_token_and_the_token_says_who_it_is()
    {
        var tokens = await RedeemAsync(await CodeAsync()).Json();
        Assert.NotNull(tokens.Field("id_token"));
        var person = await sandbox.GetAs(tokens.Field("access_token")!, "/oidc/me").Json();
        Assert.Equal(("owner@example.com", "True", "Olga Owner"), (person.Field("email"), person.Field("email_verified"), person.Field("name")));
        var again = await sandbox.GetAs((await RedeemAsync(await CodeAsync(("scope", "openid"))).Json()).Field("access_token")!, "/oidc/me").Json();
        Assert.Equal(["sub"], again.EnumerateObject().Select(m => m.Name));
        Assert.Equal(person.Field("sub"), again.Field("sub"));
        var mallory = await sandbox.GetAs((await RedeemAsync(await CodeAsync(("login_hint", "mallory"))).Json()).Field("access_token")!, "/oidc/me").Json();
        Assert.Equal("False", mallory.Field("email_verified"));
    }

    [Fact]
    public async Task Without_a_hint_a_page_offers_the_people_and_nobody_at_all_may_be_asked()
    {
        using var page = await sandbox.Get("/oidc/auth", RunningSandbox.Except(Request, ("login_hint", null)));
        Assert.Contains(Answers.Links(await page.Text()), link => Uri.UnescapeDataString(link).EndsWith("login_hint=owner@example.com", StringComparison.Ordinal));
        using var none = await sandbox.Get("/oidc/auth", RunningSandbox.Except(Request, ("login_hint", null), ("prompt", "none")));
        Assert.Equal("login_required", none.Returned("error"));
    }

    [Theory]
    [InlineData("client_id", "unknown", 401)]
    [InlineData("redirect_uri", "https://elsewhere.example/callback", 400)]
    [InlineData("response_type", "token", 400)]
    public async Task A_request_of_nobody_we_know_is_refused_and_sent_nowhere(string name, string value, int status)
    {
        using var answer = await sandbox.Get("/oidc/auth", RunningSandbox.Except(Request, (name, value)));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Fact]
    public async Task Codes_and_tokens_that_are_none_or_anothers_are_refused()
    {
        foreach (var answer in new[] { await RedeemAsync("nonsense"), await RedeemAsync(await CodeAsync(), "another-program"), await RedeemAsync(await CodeAsync(), "unknown") })
        {
            using (answer)
            {
                Assert.InRange((int)answer.StatusCode, 400, 401);
                Assert.NotNull(JsonElement.Parse(await answer.Text()).Field("error"));
            }
        }

        using var me = await sandbox.GetAs("nonsense", "/oidc/me");
        Assert.Equal(401, (int)me.StatusCode);
    }

    [Fact]
    public async Task A_token_ends_after_an_hour()
    {
        await using var own = new RunningSandbox();
        await own.InitializeAsync();
        using var back = await own.Get("/oidc/auth", Request);
        var tokens = await own.Post("/oidc/token", ("grant_type", "authorization_code"), ("client_id", Client), ("code", back.Returned("code")), ("redirect_uri", RunningSandbox.Callback)).Json();
        own.Clock.Advance(TimeSpan.FromMinutes(59));
        using (var good = await own.GetAs(tokens.Field("access_token")!, "/oidc/me"))
        {
            Assert.Equal(200, (int)good.StatusCode);
        }

        own.Clock.Advance(TimeSpan.FromMinutes(11));
        using var late = await own.GetAs(tokens.Field("access_token")!, "/oidc/me");
        Assert.Equal(401, (int)late.StatusCode);
    }
}
