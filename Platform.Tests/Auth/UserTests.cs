using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Auth;

/// <summary>Users: who makes, changes and deletes whom.</summary>
public sealed class UserTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Strong = "Strong-1-password";
    private static readonly Contract Business = Contract.Of("open-mercato");

    [Fact]
    public async Task A_user_is_made_listed_changed_and_deleted_as_documented()
    {
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "clerk");
        var email = NewEmail();
        var made = await admin.Api.PostAsync("/api/auth/users", new { email = email.ToUpperInvariant(), name = "Carla", password = Strong, organizationId = admin.OrganizationId, roles = new[] { "clerk" } });
        Business.AssertDocumented("POST /api/auth/users", made);
        var id = made.Root.Text("id");
        var listed = await admin.Api.GetAsync($"/api/auth/users?search={email}&roleIds={role}");
        Business.AssertDocumented("GET /api/auth/users", listed);
        var user = Assert.Single(listed.Items());
        Assert.Equal((id, email, "Carla", "Root", "A tenant"), (user.Text("id"), user.Text("email"), user.Text("name"), user.Text("organizationName"), user.Text("tenantName")));
        Assert.Equal(["clerk"], user.GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
        Assert.False(listed.Root.GetProperty("isSuperAdmin").GetBoolean());
        Assert.DoesNotContain("assword", listed.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await LoginAsync(email, Strong)).Status);

        Business.AssertDocumented("PUT /api/auth/users", await admin.Api.PutAsync("/api/auth/users", new { id, name = "Carlotta", roles = Array.Empty<string>() }));
        var changed = Assert.Single((await admin.Api.GetAsync($"/api/auth/users?id={id}")).Items());
        Assert.Equal(("Carlotta", 0), (changed.Text("name"), changed.GetProperty("roles").GetArrayLength()));
        Business.AssertDocumented("DELETE /api/auth/users", await admin.Api.DeleteAsync($"/api/auth/users?id={id}"));
        Assert.Empty((await admin.Api.GetAsync($"/api/auth/users?id={id}")).Items());
        Assert.Equal(401, (await LoginAsync(email, Strong)).Status);
    }

    [Fact]
    public async Task A_search_finds_users_by_their_organizations_and_roles_too()
    {
        var admin = await api.AdminAsync();
        await api.RoleAsync(admin, "Lighthouse keeper");
        var place = (await admin.Api.PostAsync("/api/directory/organizations", new { name = "Northern harbour", parentId = admin.OrganizationId })).NewId();
        var there = (await admin.Api.PostAsync("/api/auth/users", new { email = NewEmail(), password = Strong, organizationId = place })).NewId();
        var (keeper, _) = await MakeAsync(admin, "Lighthouse keeper");
        Assert.Equal([there], await FindAsync("northern"));
        Assert.Equal([keeper], await FindAsync("lighthouse"));
        Assert.Empty(await FindAsync("desert"));

        async Task<string[]> FindAsync(string search) => [.. (await admin.Api.GetAsync($"/api/auth/users?search={search}")).Items().Select(i => i.Text("id"))];
    }

    [Fact]
    public async Task A_deleted_user_comes_back_with_his_password_and_his_roles()
    {
        var admin = await api.AdminAsync();
        await api.RoleAsync(admin, "clerk");
        var (id, email) = await MakeAsync(admin, "clerk");
        var deleted = (await admin.Api.DeleteAsync($"/api/auth/users?id={id}")).Is(200);
        (await admin.Api.UndoAsync(deleted.UndoToken())).Is(200);
        Assert.Equal(200, (await LoginAsync(email, Strong)).Status);
        Assert.Equal("clerk", Assert.Single((await admin.Api.GetAsync($"/api/auth/users?id={id}")).Items()).GetProperty("roles")[0].GetString());
    }

    [Fact]
    public async Task Bad_users_are_refused_with_their_fields()
    {
        var admin = await api.AdminAsync();
        var (_, taken) = await MakeAsync(admin);
        object Body(string? email = null, string? password = Strong, object? organization = null, string[]? roles = null) =>
            new { email = email ?? NewEmail(), password, organizationId = organization ?? admin.OrganizationId, roles = roles ?? [] };
        await RefusedAsync(Body(email: "nobody"), "email");
        await RefusedAsync(Body(email: taken), "email");
        await RefusedAsync(Body(password: "weak"), "password");
        await RefusedAsync(Body(password: null), "password");
        await RefusedAsync(Body(organization: Guid.CreateVersion7()), "organizationId");
        await RefusedAsync(Body(roles: ["no such role"]), "roles");
        (await admin.Api.PostAsync("/api/auth/users", new { email = NewEmail(), password = Strong })).Is(201);
        await RefusedAsync(Body(organization: (await api.AdminAsync()).OrganizationId), "organizationId");

        // The address of a user of another tenant is taken, too.
        var elsewhere = await api.AdminAsync();
        (await elsewhere.Api.PostAsync("/api/auth/users", new { email = taken, password = Strong, organizationId = elsewhere.OrganizationId })).Refuses(400, "Email already in use", "email");

        async Task RefusedAsync(object body, string field) => (await admin.Api.PostAsync("/api/auth/users", body)).Refuses(400, field: field);
    }

    [Fact]
    public async Task Of_two_users_with_one_address_at_once_one_is_made()
    {
        var (one, other) = (await api.AdminAsync(), await api.AdminAsync());
        var email = NewEmail();
        var answers = await Task.WhenAll(new[] { one, other, one, other }.Select(p =>
            p.Api.PostAsync("/api/auth/users", new { email, password = Strong, organizationId = p.OrganizationId })));
        Assert.Single(answers, a => a.Status == 201);
        Assert.Equal(3, answers.Count(a => a.Status == 400));
    }

    [Fact]
    public async Task A_users_ids_of_another_tenant_are_like_missing_ones()
    {
        var (admin, foreign) = (await api.AdminAsync(), await api.AdminAsync());
        var (id, _) = await MakeAsync(foreign);
        foreach (var unknown in new[] { id, Guid.CreateVersion7().ToString() })
        {
            (await admin.Api.PutAsync("/api/auth/users", new { id = unknown, name = "x" })).Refuses(404, "User not found");
            (await admin.Api.DeleteAsync($"/api/auth/users?id={unknown}")).Refuses(404, "User not found");
            (await admin.Api.GetAsync($"/api/auth/users/acl?userId={unknown}")).Refuses(404, "User not found");
            (await admin.Api.PutAsync("/api/auth/users/acl", new { userId = unknown, features = new[] { "auth.users.list" } })).Refuses(404, "User not found");
            (await admin.Api.GetAsync($"/api/auth/users/consents?userId={unknown}")).Refuses(404, "User not found");
            (await admin.Api.PostAsync("/api/auth/users/resend-invite", new { id = unknown })).Refuses(404, "User not found");
            Assert.Empty((await admin.Api.GetAsync($"/api/auth/users?id={unknown}")).Items());
        }
    }

    [Fact]
    public async Task Who_could_become_somebody_stronger_by_his_password_may_not_set_it()
    {
        var admin = await api.AdminAsync();
        var helper = await api.ColleagueAsync(admin, admin.OrganizationId!.Value, null, "auth.users.list", "auth.users.edit", "auth.users.delete");
        (await helper.Api.PutAsync("/api/auth/users", new { id = admin.UserId, password = Strong })).Refuses(403);
        (await helper.Api.PutAsync("/api/auth/users", new { id = admin.UserId, email = NewEmail() })).Refuses(403);
        (await helper.Api.DeleteAsync($"/api/auth/users?id={admin.UserId}")).Refuses(403);
        var (weaker, _) = await MakeAsync(admin);
        (await helper.Api.PutAsync("/api/auth/users", new { id = weaker, password = Strong })).Is(200);
        (await admin.Api.DeleteAsync($"/api/auth/users?id={admin.UserId}")).Refuses(400);

        await api.Database.ExecuteAsync("UPDATE identity.users SET disabled_at = now() WHERE id = $1", admin.UserId);
        (await helper.Api.PutAsync("/api/auth/users", new { id = admin.UserId, password = Strong })).Refuses(403);
        (await helper.Api.DeleteAsync($"/api/auth/users?id={admin.UserId}")).Refuses(403);
    }

    [Fact]
    public async Task A_password_that_somebody_sets_ends_the_users_sessions()
    {
        var admin = await api.AdminAsync();
        var (id, email) = await MakeAsync(admin);
        var session = await Staff.SignInAsync(api.Host, email, Strong);
        (await admin.Api.PutAsync("/api/auth/users", new { id, password = Strong + "2" })).Is(200);
        Assert.Equal(401, (await session.GetAsync("/api/auth/profile")).Status);
        Assert.Equal(200, (await LoginAsync(email, Strong + "2")).Status);
    }

    [Fact]
    public async Task Nobody_gives_a_role_that_grants_more_than_he_holds()
    {
        var admin = await api.AdminAsync();
        var super = await api.SuperAdminAsync();
        var strong = await api.RoleAsync(admin, "strong");
        (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = strong, features = new[] { "auth.acl.manage" } })).Is(200);
        var helper = await api.ColleagueAsync(admin, admin.OrganizationId!.Value, null, "auth.users.create", "auth.users.edit", "auth.users.list");
        var body = new { email = NewEmail(), password = Strong, organizationId = admin.OrganizationId, roles = new[] { "strong" } };
        (await helper.Api.PostAsync("/api/auth/users", body)).Refuses(403, "Cannot grant feature auth.acl.manage.");
        (await admin.Api.PostAsync("/api/auth/users", body)).Is(201);

        // What a super-admin has only a super-admin gives, or sees.
        (await super.Api.PutAsync("/api/auth/users", new { id = super.UserId, roles = new[] { "superadmin" } })).Is(200);
        (await admin.Api.PutAsync("/api/auth/users", new { id = admin.UserId, roles = new[] { "superadmin" } })).Refuses(400, field: "roles");
    }

    [Fact]
    public async Task Somebody_limited_to_an_organization_sees_and_makes_users_there_only()
    {
        var admin = await api.AdminAsync();
        var below = await api.BelowAsync(admin);
        Assert.Equal([below.UserId.ToString()], (await below.Api.GetAsync("/api/auth/users")).Items().Select(u => u.Text("id")));
        (await below.Api.PutAsync("/api/auth/users", new { id = admin.UserId, name = "x" })).Refuses(404);
        (await below.Api.PostAsync("/api/auth/users", new { email = NewEmail(), password = Strong, organizationId = admin.OrganizationId })).Refuses(403);
        (await below.Api.PostAsync("/api/auth/users", new { email = NewEmail(), password = Strong, organizationId = below.OrganizationId })).Is(201);
    }

    [Fact]
    public async Task An_address_that_an_administrator_chose_makes_nobody_an_administrator_of_the_platform()
    {
        var admin = await api.AdminAsync();
        var email = TestSandbox.EmailOf("admin");
        (await admin.Api.PostAsync("/api/auth/users", new { email, password = Strong, organizationId = admin.OrganizationId })).Is(201);
        var taken = await Staff.SignInAsync(api.Host, email, Strong);
        Assert.Equal(403, (await taken.PutAsync($"/v1/users/{Guid.CreateVersion7()}/disable")).Status);
        var owner = await api.SignInAsync("admin");
        Assert.NotEqual((await taken.GetAsync("/v1/users/me")).Id, owner.Id);
        Assert.Equal(404, (await owner.Api.PutAsync($"/v1/users/{Guid.CreateVersion7()}/disable")).Status);
    }

    private static async Task<(string Id, string Email)> MakeAsync(Person admin, params string[] roles)
    {
        var email = NewEmail();
        var made = await admin.Api.PostAsync("/api/auth/users", new { email, password = Strong, organizationId = admin.OrganizationId, roles });
        return (made.Is(201).Root.Text("id"), email);
    }

    private static string NewEmail() => $"u{Guid.CreateVersion7():N}@example.org";

    private Task<Answer> LoginAsync(string email, string password) => Staff.LoginAsync(api.Host, ("email", email), ("password", password));
}
