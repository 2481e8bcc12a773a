using Microsoft.IdentityModel.JsonWebTokens;
using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Auth;

/// <summary>Sign-in by password, by cookie and by refresh token, and its end.</summary>
public sealed class StaffSignInTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly Contract Business = Contract.Of("open-mercato");

    [Theory]
    [InlineData(Staff.SuperAdmin, "superadmin")]
    [InlineData(Staff.Admin, "admin")]
    [InlineData(Staff.Employee, "employee")]
    public async Task The_seeded_users_sign_in_and_their_token_says_who_they_are(string email, string role)
    {
        var answer = await LoginAsync(email, Staff.Password);
        Business.AssertDocumented("POST /api/auth/login", answer);
        Assert.False(answer.Root.TryGetProperty("refreshToken", out _));
        var token = new JsonWebToken(answer.Root.GetProperty("token").GetString());
        Assert.Equal(email, token.GetClaim("email").Value);
        Assert.Equal([role], token.GetPayloadValue<string[]>("roles"));
        Assert.All(new[] { "sub", "sid", "tenantId", "orgId" }, claim => Assert.True(Guid.TryParse(token.GetClaim(claim).Value, out _), claim));
        Assert.InRange((token.ValidTo - token.IssuedAt).TotalHours, 7.9, 8.1);
        var profile = await api.Host.With(answer.Root.GetProperty("token").GetString()).GetAsync("/api/auth/profile");
        Business.AssertDocumented("GET /api/auth/profile", profile);
        Assert.Equal(email, profile.Root.GetProperty("email").GetString());
    }

    [Fact]
    public async Task Multipart_forms_and_other_spellings_of_the_address_are_taken()
    {
        using var form = new MultipartFormDataContent { { new StringContent(" Admin@ACME.com "), "email" }, { new StringContent(Staff.Password), "password" } };
        Assert.Equal(200, (await api.Host.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/login", form)).Status);
    }

    [Fact]
    public async Task Who_does_not_know_the_password_does_not_learn_whether_there_is_such_a_user()
    {
        var wrong = await LoginAsync(Staff.Admin, "not the password");
        var unknown = await LoginAsync("nobody@acme.com", "not the password");
        Assert.Equal((401, """{"error":"Invalid email or password","ok":false}"""), (wrong.Status, wrong.Text));
        Assert.Equal((wrong.Status, wrong.Text), (unknown.Status, unknown.Text));
    }

    [Theory]
    [InlineData("", "secret")]
    [InlineData("admin@acme.com", "short")]
    [InlineData("not an address", "secret")]
    [InlineData("admin@acme.com", "")]
    public async Task What_is_no_form_of_credentials_is_400(string email, string password)
    {
        var answer = await LoginAsync(email, password);
        Assert.Equal((400, false), (answer.Status, answer.Root.GetProperty("ok").GetBoolean()));
    }

    [Fact]
    public async Task A_required_role_keeps_others_out()
    {
        var employee = await Staff.LoginAsync(api.Host, ("email", Staff.Employee), ("password", Staff.Password), ("requireRole", "admin,superadmin"));
        Assert.Equal(403, employee.Status);
        Assert.Equal("Not authorized for this area", employee.Root.GetProperty("error").GetString());
        Assert.Equal(200, (await Staff.LoginAsync(api.Host, ("email", Staff.Admin), ("password", Staff.Password), ("role", "admin"))).Status);
    }

    [Fact]
    public async Task The_cookie_of_a_sign_in_signs_in()
    {
        var cookie = CookieOf(await LoginAsync(Staff.Admin, Staff.Password), "auth_token");
        Assert.Contains("httponly", cookie.Attributes, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie.Attributes, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(200, (await WithCookieAsync("GET", "/api/auth/profile", cookie.Pair)).Status);
        var unread = await WithCookieAsync("POST", "/api/auth/feature-check", cookie.Pair, ("Sec-Fetch-Site", "cross-site"));
        Assert.Equal(403, unread.Status);
        Assert.Equal(200, (await WithCookieAsync("POST", "/api/auth/feature-check", cookie.Pair, ("Sec-Fetch-Site", "same-origin"))).Status);
        Assert.Equal(401, (await WithCookieAsync("GET", "/v1/users/me", cookie.Pair)).Status);
    }

    [Fact]
    public async Task A_token_that_is_not_taken_loses_its_cookies()
    {
        var answer = await WithCookieAsync("GET", "/api/auth/profile", "auth_token=nonsense");
        Assert.Equal((401, """{"error":"Unauthorized"}"""), (answer.Status, answer.Text));
        Assert.Contains("auth_token=;", answer.Header("Set-Cookie"), StringComparison.Ordinal);
        Assert.Contains("session_token=;", answer.Header("Set-Cookie"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logout_kills_the_token_and_a_request_from_another_site_does_not()
    {
        var cookie = CookieOf(await LoginAsync(Staff.Admin, Staff.Password), "auth_token");
        var lured = await WithCookieAsync("GET", "/api/auth/logout", cookie.Pair, ("Sec-Fetch-Site", "cross-site"));
        Assert.Equal((302, "/login"), (lured.Status, lured.Headers.Location?.ToString()));
        Assert.Equal(200, (await WithCookieAsync("GET", "/api/auth/profile", cookie.Pair)).Status);
        var left = await WithCookieAsync("GET", "/api/auth/logout", cookie.Pair);
        Assert.Equal((302, "/login"), (left.Status, left.Headers.Location?.ToString()));
        Assert.Equal(401, (await WithCookieAsync("GET", "/api/auth/profile", cookie.Pair)).Status);
    }

    [Fact]
    public async Task A_remembered_sign_in_renews_its_token_until_it_logs_out()
    {
        var login = await Staff.LoginAsync(api.Host, ("email", Staff.Admin), ("password", Staff.Password), ("remember", "on"));
        var refresh = login.Root.GetProperty("refreshToken").GetString();
        var renewed = await api.Host.Anonymous.PostAsync("/api/auth/session/refresh", new { refreshToken = refresh });
        Business.AssertDocumented("POST /api/auth/session/refresh", renewed);
        Assert.Equal(200, (await api.Host.Anonymous.PostAsync("/api/auth/session/refresh", new { refreshToken = refresh })).Status);
        var client = api.Host.With(renewed.Root.GetProperty("accessToken").GetString());
        Assert.Equal(302, (await client.PostAsync("/api/auth/logout")).Status);
        Assert.Equal(401, (await client.GetAsync("/api/auth/profile")).Status);
        Assert.Equal(401, (await api.Host.Anonymous.PostAsync("/api/auth/session/refresh", new { refreshToken = refresh })).Status);
        Assert.Equal(400, (await api.Host.Anonymous.PostAsync("/api/auth/session/refresh", new { })).Status);
        Assert.Equal(401, (await api.Host.Anonymous.PostAsync("/v1/auth/refresh", new { refresh_token = refresh })).Status);
    }

    [Theory]
    [InlineData("/backend/users?page=2", "/backend/users?page=2")]
    [InlineData("//evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    public async Task A_browser_is_renewed_and_sent_on_only_within_this_origin(string redirect, string target)
    {
        var cookie = CookieOf(await LoginAsync(Staff.Admin, Staff.Password), "session_token");
        var path = $"/api/auth/session/refresh?redirect={Uri.EscapeDataString(redirect)}";
        var answer = await WithCookieAsync("GET", path, cookie.Pair);
        Assert.Equal((302, target), (answer.Status, answer.Headers.Location?.ToString()));
        Assert.NotEmpty(CookieOf(answer, "auth_token").Pair);
        var refused = await WithCookieAsync("GET", path, "session_token=nonsense");
        Assert.Equal((302, $"/login?redirect={Uri.EscapeDataString(target)}"), (refused.Status, refused.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task A_password_that_is_changed_ends_all_sessions_but_gives_the_browser_a_new_one()
    {
        var member = await api.AdminAsync();
        var second = await Staff.SignInAsync(api.Host, member.Email);
        Assert.Equal(400, (await member.Api.PutAsync("/api/auth/profile", new { password = "New-secret1" })).Status);
        Assert.Equal(400, (await member.Api.PutAsync("/api/auth/profile", new { password = "weak-password", currentPassword = Staff.Password })).Status);
        var saved = await member.Api.PutAsync("/api/auth/profile", new { password = "New-secret1", currentPassword = Staff.Password });
        Business.AssertDocumented("PUT /api/auth/profile", saved);
        Assert.Equal(401, (await second.GetAsync("/api/auth/profile")).Status);
        Assert.Equal(401, (await member.Api.GetAsync("/api/auth/profile")).Status);
        Assert.Equal(200, (await WithCookieAsync("GET", "/api/auth/profile", CookieOf(saved, "auth_token").Pair)).Status);
        Assert.Equal(401, (await LoginAsync(member.Email, Staff.Password)).Status);
        Assert.Equal(200, (await LoginAsync(member.Email, "New-secret1")).Status);
    }

    [Fact]
    public async Task The_language_is_kept_in_a_cookie()
    {
        var chosen = await api.Host.Anonymous.PostAsync("/api/auth/locale", new { locale = "de" });
        Assert.Equal(201, chosen.Status);
        Assert.Equal("de", (await WithCookieAsync("GET", "/api/auth/locale", CookieOf(chosen, "locale").Pair)).Root.GetProperty("locale").GetString());
        Assert.Equal(400, (await api.Host.Anonymous.PostAsync("/api/auth/locale", new { locale = "de; Path=/evil" })).Status);
    }

    [Fact]
    public async Task A_trading_user_signs_in_to_the_business_surface_without_any_permission()
    {
        var member = await api.NewMemberAsync();
        Assert.Equal(200, (await member.Api.GetAsync("/api/auth/profile")).Status);
        Assert.Equal(403, (await member.Api.GetAsync("/api/auth/features")).Status);
        var staff = await Staff.SignInAsync(api.Host, Staff.Employee);
        Assert.Equal(200, (await staff.GetAsync("/v1/users/me")).Status);
    }

    private Task<Answer> LoginAsync(string email, string password) => Staff.LoginAsync(api.Host, ("email", email), ("password", password));

    private Task<Answer> WithCookieAsync(string method, string path, string cookie, params (string, string)[] headers) =>
        api.Host.Anonymous.SendAsync(HttpMethod.Parse(method), path, method is "POST" ? new { features = Array.Empty<string>() } : null, [("Cookie", cookie), .. headers]);

    internal static (string Pair, string Attributes) CookieOf(Answer answer, string name)
    {
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(name + "=", StringComparison.Ordinal));
        return (cookie.Split(';')[0], cookie);
    }
}
