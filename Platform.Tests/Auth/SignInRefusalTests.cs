using System.Net.Http.Headers;
using System.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Auth;

/// <summary>What sign-in refuses, and in which form; and that another site cannot have a browser sign in or out.</summary>
public sealed class SignInRefusalTests(SignInRefusalTests.Limited api) : IClassFixture<SignInRefusalTests.Limited>
{
    /// <summary>One host that limits beside one that does not; what an address has tried would be shared with every other class.</summary>
    public sealed class Limited(TestServers servers) : StaffFixture(servers)
    {
        public ApiHost Strict { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Strict = await ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["ConnectionStrings:cache"] = await Servers.OwnRedisAsync(), ["RATE_LIMIT_ENABLED"] = null, ["Http:TrustedProxies:0"] = "127.0.0.1" } });
        }

        public override async ValueTask DisposeAsync()
        {
            await Strict.DisposeAsync();
            await base.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("session/refresh", "{}")]
    [InlineData("session/refresh", """{"refreshToken":5}""")]
    [InlineData("session/refresh", "{")]
    [InlineData("session/refresh", """{"refreshToken":"x"}""", 401)]
    [InlineData("feature-check", "{}")]
    [InlineData("feature-check", """{"features":5}""")]
    [InlineData("feature-check", """{"features":[null]}""")]
    public async Task Whoever_refuses_the_documented_ok_is_there(string path, string body, int status = 400)
    {
        var answer = await (await api.AdminAsync()).Api.PostAsync($"/api/auth/{path}", body);
        Assert.Equal((status, false), (answer.Status, answer.Root.GetProperty("ok").GetBoolean()));
    }

    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/auth/reset")]
    [InlineData("/api/auth/reset/confirm")]
    public async Task A_form_that_is_cut_off_is_400(string path)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nadmin@ac"));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        var answer = await api.Host.Anonymous.SendAsync(HttpMethod.Post, path, content);
        answer.Refuses(400);
        Assert.Equal(path != "/api/auth/reset", answer.Root.TryGetProperty("ok", out _));
    }

    [Fact]
    public async Task Refusals_of_the_profile_list_their_issues()
    {
        var person = await api.AdminAsync();
        foreach (var (body, field) in new (object, string)[]
        {
            (new { password = "Strong-1" }, "currentPassword"), (new { password = "weak" }, "password"), (new { email = "none" }, "email"), (new { name = new string('x', 121) }, "name"),
        })
        {
            var issue = Assert.Single((await person.Api.PutAsync("/api/auth/profile", body)).Refuses(400, field: field).Root.GetProperty("issues").EnumerateArray());
            Assert.Equal(field, issue.GetProperty("path")[0].GetString());
            Assert.NotEmpty(issue.Text("message"));
        }
    }

    [Fact]
    public async Task Who_tries_too_often_learns_how_often_he_may_and_every_way_to_renew_a_token_counts()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(401, (await Staff.LoginAsync(api.Strict, ("email", "limited@acme.com"), ("password", "not it"))).Status);
        }

        var refused = await Staff.LoginAsync(api.Strict, ("email", "limited@acme.com"), ("password", "not it"));
        Assert.Equal((429, "5", "0"), (refused.Status, refused.Header("X-RateLimit-Limit"), refused.Header("X-RateLimit-Remaining")));
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);

        for (var i = 0; i < 15; i++)
        {
            Assert.Equal(302, (await RenewAsync(api.Strict, "session_token=nonsense")).Status);
        }

        var often = await RenewAsync(api.Strict, "session_token=nonsense");
        Assert.Equal((429, "15"), (often.Status, often.Header("X-RateLimit-Limit")));
        Assert.Equal(429, (await api.Strict.Anonymous.PostAsync("/api/auth/session/refresh", new { refreshToken = "nonsense" })).Status);
    }

    [Fact]
    public async Task An_IPv6_customer_has_no_more_attempts_than_others_however_many_addresses()
    {
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(401, await FromAsync($"2001:db8:1:2::{i}"));
        }

        Assert.Equal(429, await FromAsync("2001:db8:1:2:ffff::1"));
        Assert.Equal(401, await FromAsync("2001:db8:1:3::1"));

        async Task<int> FromAsync(string address)
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("email", "six@acme.com"), KeyValuePair.Create("password", "not it")]);
            return (await api.Strict.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/login", form, ("X-Forwarded-For", address))).Status;
        }
    }

    [Theory]
    [InlineData("/büro/日本?q=ä b", "/b%C3%BCro/%E6%97%A5%E6%9C%AC?q=%C3%A4 b")]
    [InlineData("/plain?x=%20", "/plain?x=%20")]
    public async Task A_browser_is_sent_to_a_path_with_any_letters(string redirect, string target)
    {
        var login = await Staff.LoginAsync(api.Host, ("email", Staff.Admin), ("password", Staff.Password), ("redirect", redirect));
        Assert.Equal(target, login.Is(200).Root.Text("redirect"));
        var renewed = await RenewAsync(api.Host, StaffSignInTests.CookieOf(login, "session_token").Pair, $"?redirect={Uri.EscapeDataString(redirect)}");
        Assert.Equal((302, target), (renewed.Status, renewed.Headers.Location?.OriginalString));
        var chosen = await api.Host.Anonymous.GetAsync($"/api/auth/locale?locale=de&redirect={Uri.EscapeDataString(redirect)}");
        Assert.Equal((302, target), (chosen.Status, chosen.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("GET", "Sec-Fetch-Site", "cross-site", false)]
    [InlineData("GET", "Referer", "https://evil.example/page", false)]
    [InlineData("GET", "Origin", "null", false)]
    [InlineData("POST", "Sec-Fetch-Site", "cross-site", false)]
    [InlineData("GET", "Sec-Fetch-Site", "same-origin", true)]
    [InlineData("GET", "Sec-Fetch-Site", "none", true)]
    public async Task Only_the_site_itself_signs_a_browser_out(string method, string header, string value, bool leaves)
    {
        var cookie = StaffSignInTests.CookieOf(await Staff.LoginAsync(api.Host, ("email", Staff.Admin), ("password", Staff.Password)), "auth_token").Pair;
        await api.Host.Anonymous.SendAsync(HttpMethod.Parse(method), "/api/auth/logout", null, ("Cookie", cookie), (header, value));
        Assert.Equal(leaves ? 401 : 200, (await api.Host.Anonymous.SendAsync(HttpMethod.Get, "/api/auth/profile", null, ("Cookie", cookie))).Status);
    }

    [Fact]
    public async Task Another_site_signs_no_browser_in_as_somebody_else()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("email", Staff.Admin), KeyValuePair.Create("password", Staff.Password)]);
        var answer = await api.Host.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/login", form, ("Sec-Fetch-Site", "cross-site"));
        Assert.NotEmpty(answer.Is(200).Root.Text("token"));
        Assert.Null(answer.Header("Set-Cookie"));
    }

    private static Task<Answer> RenewAsync(ApiHost host, string cookie, string query = "") =>
        host.Anonymous.SendAsync(HttpMethod.Get, $"/api/auth/session/refresh{query}", null, ("Cookie", cookie));
}
