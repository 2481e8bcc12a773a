using Platform.Tests.Support;

namespace Platform.Tests.Auth;

/// <summary>Nobody locks everybody out: a super-admin who can sign in remains, whatever is taken by whichever route.</summary>
public sealed class LastSuperAdminTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task The_last_super_admin_keeps_his_role_and_its_rights_until_there_is_another_one()
    {
        var super = await OnlyAsync();
        var (role, home) = (await RoleOfAsync(super), super.TenantId);
        await RefusedAsync();
        (await super.Api.DeleteAsync($"/api/auth/users?id={super.UserId}")).Refuses(400);
        (await super.Api.DeleteAsync($"/api/directory/tenants?id={home}")).Refuses(400);

        // Whoever works in another tenant does not shut his own either.
        var elsewhere = await api.AdminAsync();
        (await super.Api.SendAsync(HttpMethod.Delete, $"/api/directory/tenants?id={home}", null, ("Cookie", $"om_selected_tenant={elsewhere.TenantId}"))).Refuses(400);

        // Somebody who was invited, and may never come, is not another one.
        (await super.Api.PostAsync("/api/auth/users", new { email = $"u{Guid.CreateVersion7():N}@example.org", sendInviteEmail = true, organizationId = super.OrganizationId, roles = new[] { "superadmin" } })).Is(201);
        await RefusedAsync();
        (await super.Api.PutAsync("/api/auth/users/acl", new { userId = super.UserId, isSuperAdmin = true })).Is(200);
        (await super.Api.PutAsync("/api/auth/users", new { id = super.UserId, roles = Array.Empty<string>() })).Is(200);
        (await super.Api.PutAsync("/api/auth/users/acl", new { userId = super.UserId, features = Array.Empty<string>() })).Refuses(409);
        (await super.Api.PutAsync("/api/auth/users", new { id = super.UserId, roles = new[] { "superadmin" } })).Is(200);
        (await super.Api.PutAsync("/api/auth/users/acl", new { userId = super.UserId, features = Array.Empty<string>() })).Is(200);
        await api.SuperAdminAsync();
        (await super.Api.PutAsync("/api/auth/users", new { id = super.UserId, roles = Array.Empty<string>() })).Is(200);

        async Task RefusedAsync()
        {
            (await super.Api.PutAsync("/api/auth/users", new { id = super.UserId, roles = Array.Empty<string>() })).Refuses(409, "At least one active super administrator must remain");
            (await super.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, isSuperAdmin = false, features = new[] { "*" } })).Refuses(409);
            (await super.Api.PutAsync("/api/auth/users/acl", new { userId = super.UserId, features = new[] { "auth.*" } })).Refuses(409);
        }
    }

    [Fact]
    public async Task Of_two_who_take_it_from_each_other_at_once_one_remains()
    {
        for (var round = 0; round < 3; round++)
        {
            var one = await OnlyAsync();
            var other = await api.SuperAdminAsync();
            Person[] both = [one, other];
            var answers = await Task.WhenAll(both.Select(p => p.Api.PutAsync("/api/auth/users", new { id = p.UserId, roles = Array.Empty<string>() })));
            Assert.Equal([200, 409], answers.Select(a => a.Status).Order());
        }
    }

    [Fact]
    public async Task The_platforms_administrator_disables_everybody_but_the_last_super_admin()
    {
        var platform = await api.SignInAsync("admin");
        var super = await OnlyAsync();
        Assert.Equal(409, (await platform.Api.PutAsync($"/v1/users/{super.UserId}/disable")).Status);
        Assert.Equal(200, (await super.Api.GetAsync("/api/auth/users")).Status);
        await api.SuperAdminAsync();
        Assert.Equal(200, (await platform.Api.PutAsync($"/v1/users/{super.UserId}/disable")).Status);
        Assert.Equal(401, (await super.Api.GetAsync("/api/auth/users")).Status);
    }

    private async Task<Person> OnlyAsync()
    {
        await api.Database.ExecuteAsync("UPDATE access.access_lists SET is_super_admin = false WHERE is_super_admin");
        return await api.SuperAdminAsync();
    }

    private static async Task<string> RoleOfAsync(Person super) => Assert.Single((await super.Api.GetAsync($"/api/auth/roles?search=superadmin&tenantId={super.TenantId}")).Items()).Text("id");
}
