using Platform.Tests.Support;

namespace Platform.Tests.Auth;

public sealed class SignInTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Demo_users_sign_in_and_see_their_account()
    {
        foreach (var (email, role) in new[] { (Staff.SuperAdmin, "superadmin"), (Staff.Admin, "admin"), (Staff.Employee, "employee") })
        {
            var profile = (await (await Staff.SignInAsync(api.Host, email)).GetAsync("/api/auth/profile")).Is(200).Root;
            Assert.Equal((email, role), (profile.Text("email"), profile.GetProperty("roles")[0].GetString()));
        }
    }

    [Theory]
    [InlineData("admin@acme.com", "wrong-password", 401)]
    [InlineData("nobody@acme.com", "wrong-password", 401)]
    [InlineData("admin@acme.com", "short", 400)]
    [InlineData("not an address", "secret1", 400)]
    public async Task Whoever_does_not_know_the_password_learns_nothing_else(string email, string password, int status)
    {
        var refused = (await Staff.LoginAsync(api.Host, ("email", email), ("password", password))).Refuses(status);
        Assert.False(refused.Root.GetProperty("ok").GetBoolean());
        if (status == 401)
        {
            Assert.Equal("Invalid email or password", refused.Root.Text("error"));
        }
    }

    [Fact]
    public async Task A_sign_in_for_a_role_takes_the_role() =>
        (await Staff.LoginAsync(api.Host, ("email", Staff.Employee), ("password", Staff.Password), ("requireRole", "admin,owner")))
            .Refuses(403, "Not authorized for this area");

    [Theory]
    [InlineData("/backend/users", "/backend/users")]
    [InlineData("//evil.example", null)]
    [InlineData("/\\evil.example", null)]
    [InlineData("https://evil.example", null)]
    public async Task A_sign_in_sends_nobody_to_another_site(string wanted, string? redirect) =>
        Assert.Equal(redirect, (await Staff.LoginAsync(api.Host, ("email", Staff.Admin), ("password", Staff.Password), ("redirect", wanted))).Is(200).Root.GetProperty("redirect").GetString());

    [Fact]
    public async Task A_session_that_is_signed_out_is_over_on_every_replica()
    {
        await using var other = await api.ReplicaAsync();
        var here = await Staff.SignInAsync(api.Host, Staff.Admin);
        var there = other.With(here.Token);
        (await there.GetAsync("/api/auth/profile")).Is(200);
        Assert.Equal(302, (await here.PostAsync("/api/auth/logout")).Status);
        (await here.GetAsync("/api/auth/profile")).Refuses(401, "Unauthorized");
        (await there.GetAsync("/api/auth/profile")).Refuses(401, "Unauthorized");
    }

    [Fact]
    public async Task A_remembered_session_is_renewed_and_an_unknown_token_is_not()
    {
        var signedIn = (await Staff.LoginAsync(api.Host, ("email", Staff.Admin), ("password", Staff.Password), ("remember", "on"))).Is(200);
        var refreshed = (await api.Host.Anonymous.PostAsync("/api/auth/session/refresh", new { refreshToken = signedIn.Root.Text("refreshToken") })).Is(200);
        Assert.Equal(28800, refreshed.Root.GetProperty("expiresIn").GetInt32());
        (await api.Host.With(refreshed.Root.Text("accessToken")).GetAsync("/api/auth/profile")).Is(200);
        (await api.Host.Anonymous.PostAsync("/api/auth/session/refresh", new { refreshToken = "nonsense" })).Refuses(401);
        (await api.Host.Anonymous.PostAsync("/api/auth/session/refresh", new { })).Refuses(400, field: "refreshToken");
    }

    [Fact]
    public async Task A_browser_is_known_by_its_cookie_but_not_at_another_sites_bidding()
    {
        var token = (await Staff.SignInAsync(api.Host, Staff.Admin)).Token;
        var anonymous = api.Host.Anonymous;
        (await anonymous.SendAsync(HttpMethod.Get, "/api/auth/profile", null, ("Cookie", $"auth_token={token}"))).Is(200);
        (await anonymous.SendAsync(HttpMethod.Post, "/api/auth/feature-check", new { features = new[] { "auth.users.list" } }, ("Cookie", $"auth_token={token}"), ("Sec-Fetch-Site", "cross-site"))).Refuses(403);
        var cleared = (await anonymous.SendAsync(HttpMethod.Get, "/api/auth/profile", null, ("Cookie", "auth_token=forged"))).Refuses(401);
        Assert.Contains("auth_token=;", cleared.Header("Set-Cookie"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenant_is_named_by_nobody_but_a_super_admin()
    {
        var admin = await Staff.SignInAsync(api.Host, Staff.Admin);
        var foreign = Guid.CreateVersion7();
        (await admin.GetAsync($"/api/auth/profile?tenantId={foreign}")).Refuses(403, "Not authorized to target this tenant.");
        (await admin.PostAsync("/api/auth/feature-check", new { features = Array.Empty<string>(), tenantId = foreign })).Refuses(403, "Not authorized to target this tenant.");
        (await (await Staff.SignInAsync(api.Host, Staff.SuperAdmin)).GetAsync($"/api/auth/profile?tenantId={foreign}")).Is(200);
    }

    [Fact]
    public async Task Features_are_granted_by_role()
    {
        var features = new[] { "auth.users.list", "entities.records.view" };
        var admin = (await (await Staff.SignInAsync(api.Host, Staff.Admin)).PostAsync("/api/auth/feature-check", new { features })).Is(200).Root;
        Assert.True(admin.GetProperty("ok").GetBoolean());
        var employee = (await (await Staff.SignInAsync(api.Host, Staff.Employee)).PostAsync("/api/auth/feature-check", new { features })).Is(200).Root;
        Assert.False(employee.GetProperty("ok").GetBoolean());
        Assert.Equal("entities.records.view", Assert.Single(employee.GetProperty("granted").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Passwords_are_tried_five_times_a_minute()
    {
        await using var host = await api.ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["RATE_LIMIT_ENABLED"] = "true" } });
        var email = $"{Guid.CreateVersion7():N}@acme.com";
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await Staff.LoginAsync(host, ("email", email), ("password", "wrong-password"))).Refuses(401);
        }

        var limited = (await Staff.LoginAsync(host, ("email", email), ("password", "wrong-password"))).Refuses(429);
        Assert.InRange(int.Parse(limited.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
    }
}
