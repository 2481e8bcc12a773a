using System.Net;
using System.Text.Json;

namespace Platform.Tests.Sandbox;

public sealed class WeChatTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    private const string Authorize = "/wechat/connect/oauth2/authorize";
    private const string App = "wxplatform0000001";

    private static readonly (string Name, string? Value)[] Request =
    [
        ("appid", App),
        ("redirect_uri", RunningSandbox.Callback),
        ("response_type", "code"),
        ("scope", "snsapi_userinfo"),
        ("state", "state1"),
    ];

    [Fact]
    public async Task Every_demo_user_can_be_chosen_and_is_known_by_name_but_not_by_e_mail()
    {
        using var page = await sandbox.Get(Authorize, Request);
        var html = await page.Text();
        Assert.DoesNotContain("@example.com", html, StringComparison.Ordinal);
        var links = Answers.Links(html);
        Assert.Equal(15, links.Count);
        Assert.Equal(RunningSandbox.Callback + "?state=state1", links[^1]);

        var seen = new HashSet<string>();
        foreach (var link in links.SkipLast(1))
        {
            using var back = await sandbox.Get(link);
            Assert.Equal("state1", back.Returned("state"));
            var tokens = await Redeem(back.Returned("code")!).Json();
            Assert.Equal(7200, tokens.GetProperty("expires_in").GetInt32());
            var user = await UserInfo(tokens.Field("access_token"), tokens.Field("openid")).Json();
            Assert.Equal(
                ["openid", "nickname", "sex", "language", "province", "city", "country", "headimgurl", "privilege", "unionid"],
                user.EnumerateObject().Select(field => field.Name));
            Assert.Equal(tokens.Field("unionid"), user.Field("unionid"));
            Assert.DoesNotContain("@", user.ToString(), StringComparison.Ordinal);
            Assert.Matches("^o[A-Za-z0-9_-]{27}$", user.Field("openid"));
            Assert.True(seen.Add(user.Field("nickname")!) && seen.Add(user.Field("openid")!) && seen.Add(user.Field("unionid")!));
        }
    }

    [Fact]
    public async Task Answers_are_json_that_calls_itself_plain_text()
    {
        using var response = await Redeem(await Code());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.ToString());
        Assert.NotNull(JsonElement.Parse(await response.Text()).Field("access_token"));
    }

    [Theory]
    [InlineData("appid", "wx0")]
    [InlineData("appid", null)]
    [InlineData("redirect_uri", "https://evil.example/")]
    [InlineData("redirect_uri", null)]
    [InlineData("response_type", "token")]
    [InlineData("scope", "snsapi_everything")]
    [InlineData("state", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_wrong_request_gets_an_error_page_and_no_redirect(string name, string? value)
    {
        using var response = await sandbox.Get(Authorize, RunningSandbox.Except(Request, ("login_hint", "alice"), (name, value)));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("appid", null, 41002)]
    [InlineData("appid", "wx0", 40013)]
    [InlineData("secret", null, 41004)]
    [InlineData("secret", "wrong", 40125)]
    [InlineData("grant_type", "password", 40002)]
    [InlineData("code", null, 41008)]
    [InlineData("code", "0invented", 40029)]
    public async Task A_wrong_exchange_answers_with_its_number_and_leaves_the_code_usable(string name, string? value, int error)
    {
        var code = await Code();
        await AssertError(Redeem(code, (name, value)), error);
        Assert.NotNull((await Redeem(code).Json()).Field("access_token"));
    }

    [Fact]
    public async Task A_code_works_once_and_for_five_minutes()
    {
        var (used, late) = (await Code(), await Code());
        Assert.NotNull((await Redeem(used).Json()).Field("access_token"));
        await AssertError(Redeem(used), 40163);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        await AssertError(Redeem(late), 42003);
    }

    [Fact]
    public async Task Userinfo_refuses_what_does_not_belong_together()
    {
        var alice = await Redeem(await Code()).Json();
        var bob = await Redeem(await Code("bob@example.com")).Json();
        var (token, openId) = (alice.Field("access_token"), alice.Field("openid"));
        await AssertError(UserInfo(null, openId), 41001);
        await AssertError(UserInfo("invented", openId), 40001);
        await AssertError(UserInfo(token, null), 41009);
        await AssertError(UserInfo(token, bob.Field("openid")), 40003);
        var silent = await Redeem(await Code("alice", ("scope", "snsapi_base"))).Json();
        Assert.Null(silent.Field("unionid"));
        await AssertError(UserInfo(silent.Field("access_token"), openId), 48001);
    }

    [Fact]
    public async Task Refreshing_prolongs_a_living_token_and_replaces_a_dead_one()
    {
        var tokens = await Redeem(await Code()).Json();
        var (token, openId) = (tokens.Field("access_token"), tokens.Field("openid"));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(7000));
        Assert.Equal(token, (await Refresh(tokens.Field("refresh_token")).Json()).Field("access_token"));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(7000));
        Assert.Equal(openId, (await UserInfo(token, openId).Json()).Field("openid"));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(200));
        await AssertError(UserInfo(token, openId), 42001);

        var replaced = (await Refresh(tokens.Field("refresh_token")).Json()).Field("access_token");
        Assert.NotEqual(token, replaced);
        Assert.Equal(openId, (await UserInfo(replaced, openId).Json()).Field("openid"));
        sandbox.Clock.Advance(TimeSpan.FromDays(30));
        await AssertError(Refresh(tokens.Field("refresh_token")), 42002);
        await AssertError(Refresh("invented"), 40030);
        await AssertError(Refresh(null), 41003);
    }

    private static async Task AssertError(Task<HttpResponseMessage> sent, int code)
    {
        using var response = await sent;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = JsonElement.Parse(await response.Text());
        Assert.Equal(code, body.GetProperty("errcode").GetInt32());
        Assert.Contains(", rid: ", body.Field("errmsg"), StringComparison.Ordinal);
        Assert.Null(body.Field("access_token"));
    }

    private async Task<string> Code(string user = "alice@example.com", params (string Name, string? Value)[] changes)
    {
        using var response = await sandbox.Get(Authorize, RunningSandbox.Except(Request, [("login_hint", user), .. changes]));
        return Assert.IsType<string>(response.Returned("code"));
    }

    private Task<HttpResponseMessage> Redeem(string code, params (string Name, string? Value)[] changes) =>
        sandbox.Get("/wechat/sns/oauth2/access_token", RunningSandbox.Except(
            [("appid", App), ("secret", "platform-wechat-secret"), ("code", code), ("grant_type", "authorization_code")], changes));

    private Task<HttpResponseMessage> Refresh(string? token) =>
        sandbox.Get("/wechat/sns/oauth2/refresh_token", ("appid", App), ("grant_type", "refresh_token"), ("refresh_token", token));

    private Task<HttpResponseMessage> UserInfo(string? token, string? openId) =>
        sandbox.Get("/wechat/sns/userinfo", ("access_token", token), ("openid", openId), ("lang", "en"));
}
