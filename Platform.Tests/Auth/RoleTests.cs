using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Auth;

/// <summary>Roles, and what they and users are granted.</summary>
public sealed class RoleTests(RoleTests.TwoReplicas api) : IClassFixture<RoleTests.TwoReplicas>
{
    public sealed class TwoReplicas(TestServers servers) : StaffFixture(servers)
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

    private static readonly Contract Business = Contract.Of("open-mercato");

    [Fact]
    public async Task A_role_is_made_listed_renamed_and_deleted_as_documented()
    {
        var admin = await api.AdminAsync();
        var made = await admin.Api.PostAsync("/api/auth/roles", new { name = " clerk " });
        Business.AssertDocumented("POST /api/auth/roles", made);
        var id = made.Root.Text("id");
        var listed = await admin.Api.GetAsync("/api/auth/roles?search=cler");
        Business.AssertDocumented("GET /api/auth/roles", listed);
        Assert.Equal(("clerk", 0), (Assert.Single(listed.Items()).Text("name"), listed.Items()[0].GetProperty("usersCount").GetInt32()));
        Business.AssertDocumented("PUT /api/auth/roles", await admin.Api.PutAsync("/api/auth/roles", new { id, name = "officer" }));
        var deleted = await admin.Api.DeleteAsync($"/api/auth/roles?id={id}");
        Business.AssertDocumented("DELETE /api/auth/roles", deleted);
        (await admin.Api.UndoAsync(deleted.UndoToken())).Is(200);
        Assert.Equal("officer", Assert.Single((await admin.Api.GetAsync($"/api/auth/roles?id={id}")).Items()).Text("name"));
    }

    [Theory]
    [InlineData("superadmin")]
    [InlineData("SuperAdmin ")]
    public async Task The_name_of_super_admins_is_reserved(string name)
    {
        var admin = await api.AdminAsync();
        (await admin.Api.PostAsync("/api/auth/roles", new { name })).Refuses(400, "Role name is reserved");
        var role = await api.RoleAsync(admin, "clerk");
        (await admin.Api.PutAsync("/api/auth/roles", new { id = role, name })).Refuses(400, "Role name is reserved");
    }

    [Fact]
    public async Task A_name_is_given_once_and_a_role_that_somebody_has_is_neither_renamed_nor_deleted()
    {
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "clerk");
        (await admin.Api.PostAsync("/api/auth/roles", new { name = "CLERK" })).Refuses(400, field: "name");
        (await admin.Api.PostAsync("/api/auth/roles", new { name = "" })).Refuses(400, field: "name");
        (await admin.Api.PutAsync("/api/auth/users", new { id = admin.UserId, roles = new[] { "clerk", await OwnRoleAsync(admin) } })).Is(200);
        (await admin.Api.PutAsync("/api/auth/roles", new { id = role, name = "other" })).Refuses(400, field: "name");
        (await admin.Api.DeleteAsync($"/api/auth/roles?id={role}")).Refuses(400, "Role has assigned users");
    }

    [Fact]
    public async Task Roles_of_another_tenant_and_of_super_admins_are_like_missing_ones()
    {
        var (admin, super) = (await api.AdminAsync(), await api.SuperAdminAsync());
        var foreign = await api.RoleAsync(await api.AdminAsync(), "foreign");
        var superRole = Guid.Parse(Assert.Single((await super.Api.GetAsync($"/api/auth/roles?search=superadmin&tenantId={super.TenantId}")).Items()).Text("id"));
        foreach (var id in new[] { foreign, superRole, Guid.CreateVersion7() })
        {
            (await admin.Api.PutAsync("/api/auth/roles", new { id, name = "x" })).Refuses(404, "Role not found");
            (await admin.Api.DeleteAsync($"/api/auth/roles?id={id}")).Refuses(404, "Role not found");
            (await admin.Api.GetAsync($"/api/auth/roles/acl?roleId={id}")).Refuses(404, "Role not found");
            (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = id, features = new[] { "auth.users.list" } })).Refuses(404, "Role not found");
        }

        var seeded = await Staff.SignInAsync(api.Host, Staff.Admin);
        Assert.DoesNotContain("superadmin", (await seeded.GetAsync("/api/auth/roles")).Items().Select(r => r.Text("name")));
    }

    [Fact]
    public async Task A_super_admin_sees_the_roles_of_all_tenants_until_he_names_one()
    {
        var (super, one, other) = (await api.SuperAdminAsync(), await api.AdminAsync(), await api.AdminAsync());
        var name = $"seen{Guid.CreateVersion7():N}";
        await api.RoleAsync(one, name);
        await api.RoleAsync(other, name);
        (await other.Api.PutAsync("/api/auth/users", new { id = other.UserId, roles = new[] { name, await OwnRoleAsync(other) } })).Is(200);
        var all = (await super.Api.GetAsync($"/api/auth/roles?search={name}")).Items();
        Assert.Equal(new[] { one.TenantId, other.TenantId }.Order(), all.Select(r => Guid.Parse(r.Text("tenantId"))).Order());
        Assert.Equal(1, all.Single(r => r.Text("tenantId") == other.TenantId.ToString()).GetProperty("usersCount").GetInt32());
        Assert.All(all, r => Assert.Equal("A tenant", r.Text("tenantName")));
        Assert.Equal(one.TenantId.ToString(), Assert.Single((await super.Api.GetAsync($"/api/auth/roles?search={name}&tenantId={one.TenantId}")).Items()).Text("tenantId"));
        Assert.Single((await one.Api.GetAsync($"/api/auth/roles?search={name}")).Items());
        (await one.Api.PostAsync("/api/auth/roles", new { name = "nobody's", tenantId = (Guid?)null })).Refuses(400, field: "tenantId");
    }

    [Fact]
    public async Task What_a_role_grants_holds_at_once_on_every_replica()
    {
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "clerk");
        var clerk = await ClerkAsync(admin, "clerk");
        var elsewhere = api.Other.With(clerk.Token);
        for (var round = 0; round < 5; round++)
        {
            Business.AssertDocumented("PUT /api/auth/roles/acl", await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "auth.users.list" } }));
            Assert.Equal((200, 200), ((await clerk.GetAsync("/api/auth/users")).Status, (await elsewhere.GetAsync("/api/auth/users")).Status));
            (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = Array.Empty<string>() })).Is(200);
            Assert.Equal((403, 403), ((await clerk.GetAsync("/api/auth/users")).Status, (await elsewhere.GetAsync("/api/auth/users")).Status));
        }

        Business.AssertDocumented("GET /api/auth/roles/acl", (await SetAsync("dictionaries.view")));

        async Task<Answer> SetAsync(string feature)
        {
            (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { feature } })).Is(200);
            return await admin.Api.GetAsync($"/api/auth/roles/acl?roleId={role}");
        }
    }

    [Fact]
    public async Task A_users_own_list_takes_the_place_of_his_roles_until_it_is_empty()
    {
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "clerk");
        (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "auth.users.list" } })).Is(200);
        var clerk = await ClerkAsync(admin, "clerk");
        var id = (await clerk.GetAsync("/api/auth/profile")).Root.Text("id");
        Business.AssertDocumented("PUT /api/auth/users/acl", await admin.Api.PutAsync("/api/auth/users/acl", new { userId = id, features = new[] { "auth.roles.list" } }));
        Assert.Equal((403, 200), ((await clerk.GetAsync("/api/auth/users")).Status, (await clerk.GetAsync("/api/auth/roles")).Status));
        var own = await admin.Api.GetAsync($"/api/auth/users/acl?userId={id}");
        Business.AssertDocumented("GET /api/auth/users/acl", own);
        Assert.True(own.Root.GetProperty("hasCustomAcl").GetBoolean());
        (await admin.Api.PutAsync("/api/auth/users/acl", new { userId = id, features = Array.Empty<string>() })).Is(200);
        Assert.Equal((200, 403), ((await clerk.GetAsync("/api/auth/users")).Status, (await clerk.GetAsync("/api/auth/roles")).Status));
        Assert.False((await admin.Api.GetAsync($"/api/auth/users/acl?userId={id}")).Root.GetProperty("hasCustomAcl").GetBoolean());
    }

    [Fact]
    public async Task Nobody_grants_more_than_he_holds()
    {
        var owner = await api.AdminAsync();
        var role = await api.RoleAsync(owner, "clerk");
        var helper = await api.ColleagueAsync(owner, owner.OrganizationId!.Value, null, "auth.acl.manage", "entities.*");
        await RefusedAsync(new { roleId = role, isSuperAdmin = true }, "Only super administrators can grant super administrator access.");
        await RefusedAsync(new { roleId = role, features = new[] { "auth.users.list" } }, "Cannot grant feature auth.users.list.");
        await RefusedAsync(new { roleId = role, features = new[] { "auth.*" } }, "Cannot grant feature wildcard auth.*.");
        (await helper.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "entities.records.*", "entities.records.view" } })).Is(200);

        var sanitized = (await helper.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "*", "directory.*", "directory.tenants.manage", "entities.records.view" } })).Is(200);
        Assert.True(sanitized.Root.GetProperty("sanitized").GetBoolean());
        Assert.Equal(["entities.records.view"], (await helper.Api.GetAsync($"/api/auth/roles/acl?roleId={role}")).Root.GetProperty("features").EnumerateArray().Select(f => f.GetString()));

        var limited = await api.ColleagueAsync(owner, owner.OrganizationId!.Value, [owner.OrganizationId!.Value], "auth.acl.manage", "entities.*");
        (await limited.Api.PutAsync("/api/auth/users/acl", new { userId = limited.UserId, features = new[] { "entities.records.view" } })).Refuses(403, "Cannot grant access to all organizations.");
        (await owner.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "a.b" }, organizations = new[] { Guid.CreateVersion7() } })).Refuses(400, field: "organizations");
        (await owner.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { new string('x', 200) } })).Refuses(400, field: "features");

        async Task RefusedAsync(object body, string why) => (await helper.Api.PutAsync("/api/auth/roles/acl", body)).Refuses(403, why);
    }

    [Fact]
    public async Task Two_changes_of_a_role_at_once_leave_one_of_them_whole()
    {
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "clerk");
        string[][] wanted = [["a.one", "a.two"], ["b.one", "b.two"]];
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            (i % 2 == 0 ? api.Host : api.Other).With(admin.Api.Token).PutAsync("/api/auth/roles/acl", new { roleId = role, features = wanted[i % 2] })));
        Assert.All(answers, a => a.Is(200));
        var features = (await admin.Api.GetAsync($"/api/auth/roles/acl?roleId={role}")).Root.GetProperty("features").EnumerateArray().Select(f => f.GetString()!).ToArray();
        Assert.Contains(wanted, w => w.SequenceEqual(features));
    }

    [Fact]
    public async Task A_deleted_organization_that_a_session_still_points_to_grants_nothing_more()
    {
        var admin = await api.AdminAsync();
        var below = await api.BelowAsync(admin);
        Assert.Equal(200, (await below.Api.GetAsync("/api/auth/users")).Status);
        (await admin.Api.SendAsync(HttpMethod.Delete, $"/api/directory/organizations?id={below.OrganizationId}")).Is(200);
        Assert.Equal(403, (await below.Api.GetAsync("/api/auth/users")).Status);
        Assert.Equal(200, (await below.Api.GetAsync("/api/auth/profile")).Status);
        Assert.Equal(403, (await api.Other.With(below.Api.Token).GetAsync("/api/auth/users")).Status);
    }

    private async Task<ApiClient> ClerkAsync(Person admin, params string[] roles)
    {
        var email = $"u{Guid.CreateVersion7():N}@example.org";
        (await admin.Api.PostAsync("/api/auth/users", new { email, password = "Strong-1-password", organizationId = admin.OrganizationId, roles })).Is(201);
        return await Staff.SignInAsync(api.Host, email, "Strong-1-password");
    }

    private static async Task<string> OwnRoleAsync(Person admin) => (await admin.Api.GetAsync("/api/auth/profile")).Root.GetProperty("roles")[0].GetString()!;
}
