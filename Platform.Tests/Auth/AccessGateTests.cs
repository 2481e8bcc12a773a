using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Auth;

/// <summary>What a caller may do, in which tenant and in which organizations.</summary>
public sealed class AccessGateTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly Contract Business = Contract.Of("open-mercato");

    [Fact]
    public async Task A_missing_permission_is_403_and_says_which()
    {
        var member = await api.AdminAsync("auth.users.list");
        var answer = await member.Api.GetAsync("/api/auth/features");
        Assert.Equal((403, """{"error":"Forbidden","requiredFeatures":["auth.acl.manage"]}"""), (answer.Status, answer.Text));
        Business.AssertDocumented("GET /api/auth/features", await (await Staff.SignInAsync(api.Host, Staff.Admin)).GetAsync("/api/auth/features"));
    }

    [Fact]
    public async Task Wildcards_grant_what_is_under_them()
    {
        var member = await api.AdminAsync("auth.*");
        Assert.Equal(["auth.acl.manage", "auth.users.list"], await GrantedAsync(member.Api, "auth.acl.manage", "directory.tenants.view", "auth.users.list"));
        var super = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        Assert.Equal(["anything.at.all"], await GrantedAsync(super, "anything.at.all"));
    }

    [Fact]
    public async Task Questions_about_features_are_bounded()
    {
        var client = await Staff.SignInAsync(api.Host, Staff.Admin);
        Business.AssertDocumented("POST /api/auth/feature-check", await client.PostAsync("/api/auth/feature-check", new { features = new[] { "auth.users.list" } }));
        Assert.Equal(400, (await client.PostAsync("/api/auth/feature-check", new { })).Status);
        Assert.Equal(400, (await client.PostAsync("/api/auth/feature-check", new { features = Enumerable.Repeat("a.b", 51) })).Status);
        Assert.Equal(400, (await client.PostAsync("/api/auth/feature-check", new { features = new[] { new string('a', 129) } })).Status);
    }

    [Theory]
    [InlineData("{0}", 403)]
    [InlineData("no-id", 403)]
    [InlineData("null", 200)]
    [InlineData("undefined", 200)]
    [InlineData("", 200)]
    public async Task Another_tenants_id_in_the_query_is_403(string tenant, int status)
    {
        var client = await Staff.SignInAsync(api.Host, Staff.Admin);
        var foreign = await api.AdminAsync();
        var answer = await client.GetAsync($"/api/auth/features?tenantId={tenant.Replace("{0}", foreign.TenantId.ToString(), StringComparison.Ordinal)}");
        Assert.Equal(status, answer.Status);
        Assert.Equal(200, (await foreign.Api.GetAsync($"/api/auth/features?tenantId={foreign.TenantId}")).Status);
    }

    [Theory]
    [InlineData("""{"features":[],"tenantId":"{0}"}""")]
    [InlineData("""{"features":[],"TENANTID":"{0}"}""")]
    [InlineData("""{"features":[],"tenant\u0049d":"{0}"}""")]
    [InlineData("""{"features":[],"tenantId":7}""")]
    [InlineData("\uFEFF{\"features\":[],\"tenantId\":\"{0}\"}")]
    [InlineData("""{"a":{"b":[1]},"tenantId":"{0}"}""")]
    public async Task Another_tenants_id_in_the_body_is_403(string body)
    {
        var client = await Staff.SignInAsync(api.Host, Staff.Admin);
        var foreign = await api.AdminAsync();
        var answer = await client.PostAsync("/api/auth/feature-check", body.Replace("{0}", foreign.TenantId.ToString(), StringComparison.Ordinal));
        Assert.False(answer.Refuses(403, "Not authorized to target this tenant.").Root.GetProperty("ok").GetBoolean());
        var super = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        var allowed = (await super.PostAsync("/api/auth/feature-check", body.Replace("{0}", foreign.TenantId.ToString(), StringComparison.Ordinal))).Status != 403;
        Assert.Equal(body.Contains("{0}", StringComparison.Ordinal), allowed);
        Assert.Equal(403, (await super.PostAsync("/api/auth/feature-check", body.Replace("{0}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task Permissions_that_hold_in_organizations_which_are_gone_hold_nowhere()
    {
        var admin = await api.AdminAsync();
        var home = admin.OrganizationId!.Value;
        var within = await api.ColleagueAsync(admin, home, [home], "auth.users.list");
        var outside = await api.ColleagueAsync(admin, home, [Guid.CreateVersion7()], "auth.users.list");
        Assert.Equal(["auth.users.list"], await GrantedAsync(within.Api, "auth.users.list"));
        Assert.Empty(await GrantedAsync(outside.Api, "auth.users.list"));
    }

    [Fact]
    public async Task A_tenant_that_is_switched_off_lets_nobody_in()
    {
        var foreign = await api.AdminAsync();
        var super = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        (await super.PutAsync("/api/directory/tenants", new { id = foreign.TenantId, isActive = false })).Is(200);
        Assert.Equal(401, (await foreign.Api.GetAsync("/api/auth/profile")).Status);
        Assert.Equal(401, (await foreign.Api.GetAsync("/v1/users/me")).Status);
        Assert.Equal(401, (await Staff.LoginAsync(api.Host, ("email", foreign.Email), ("password", Staff.Password))).Status);
    }

    internal static async Task<string[]> GrantedAsync(ApiClient client, params string[] features)
    {
        var answer = await client.PostAsync("/api/auth/feature-check", new { features });
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Root.GetProperty("granted").EnumerateArray().Select(f => f.GetString()!).Order()];
    }
}
