using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.ApiKeys;

/// <summary>Keys of programs: made, used, and over at once.</summary>
public sealed class ApiKeyTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly Contract Business = Contract.Of("open-mercato");

    [Fact]
    public async Task A_key_holds_what_its_roles_grant_until_it_is_deleted()
    {
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "reader");
        (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "auth.users.list" } })).Is(200);
        var made = await admin.Api.PostAsync("/api/api_keys/keys", new { name = "nightly", roles = new[] { "reader" }, organizationId = admin.OrganizationId });
        Business.AssertDocumented("POST /api/api_keys/keys", made);
        var secret = made.Root.Text("secret");
        Assert.Matches("^omk_[0-9a-f]{8}\\..{40,}$", secret);
        Assert.Equal(200, (await WithKeyAsync("/api/auth/users", ("X-Api-Key", secret))).Status);
        Assert.Equal(200, (await WithKeyAsync("/api/auth/users", ("Authorization", $"ApiKey {secret}"))).Status);
        Assert.Equal(403, (await WithKeyAsync("/api/auth/roles", ("X-Api-Key", secret))).Status);
        Assert.Equal(401, (await WithKeyAsync("/v1/users/me", ("X-Api-Key", secret))).Status);

        var listed = await admin.Api.GetAsync("/api/api_keys/keys?search=NIGHT");
        Business.AssertDocumented("GET /api/api_keys/keys", listed);
        Assert.DoesNotContain(secret, listed.Text, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(listed.Items()).GetProperty("lastUsedAt").GetString());
        Assert.DoesNotContain(secret, await api.Database.ScalarAsync<string>("SELECT string_agg(k::text, '') FROM api_keys.keys k"), StringComparison.Ordinal);

        var gone = await admin.Api.DeleteAsync($"/api/api_keys/keys?id={made.Root.Text("id")}");
        Business.AssertDocumented("DELETE /api/api_keys/keys", gone);
        Assert.Equal(401, (await WithKeyAsync("/api/auth/users", ("X-Api-Key", secret))).Status);

        // It was deleted because others know it: no undo brings it back.
        Assert.Null(gone.Header("x-om-operation"));
    }

    [Fact]
    public async Task A_key_dies_with_who_made_it_with_its_time_and_with_its_organization()
    {
        var admin = await api.AdminAsync();
        var maker = await api.ColleagueAsync(admin, admin.OrganizationId!.Value, null, "api_keys.create");
        var orphan = await SecretAsync(maker, new { name = "orphan" });
        Assert.Equal(200, (await CheckAsync(orphan)).Status);
        (await admin.Api.DeleteAsync($"/api/auth/users?id={maker.UserId}")).Is(200);
        Assert.Equal(401, (await CheckAsync(orphan)).Status);

        var late = await SecretAsync(admin, new { name = "late" });
        await api.Database.ExecuteAsync("UPDATE api_keys.keys SET expires_at = now() - interval '1 second' WHERE name = 'late' AND tenant_id = $1", admin.TenantId);
        Assert.Equal(401, (await CheckAsync(late)).Status);

        var below = await api.BelowAsync(admin);
        var homeless = await SecretAsync(admin, new { name = "homeless", organizationId = below.OrganizationId });
        Assert.Equal(200, (await CheckAsync(homeless)).Status);
        (await admin.Api.DeleteAsync($"/api/directory/organizations?id={below.OrganizationId}")).Is(200);
        Assert.Equal(401, (await CheckAsync(homeless)).Status);
        Assert.Equal(401, (await CheckAsync("omk_00000000.unknown")).Status);
    }

    [Fact]
    public async Task Nobody_makes_a_key_that_holds_more_than_he_does()
    {
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "strong");
        (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "auth.acl.manage" } })).Is(200);
        var maker = await api.ColleagueAsync(admin, admin.OrganizationId!.Value, null, "api_keys.create", "api_keys.view", "api_keys.delete");
        (await maker.Api.PostAsync("/api/api_keys/keys", new { name = "x", roles = new[] { "strong" } })).Refuses(403, "Cannot grant feature auth.acl.manage.");
        (await maker.Api.PostAsync("/api/api_keys/keys", new { name = "x", roles = new[] { "nobody" } })).Refuses(400, field: "roles");
        (await maker.Api.PostAsync("/api/api_keys/keys", new { })).Refuses(400, field: "name");
        (await maker.Api.PostAsync("/api/api_keys/keys", new { name = "x", expiresAt = "2020-01-01T00:00:00Z" })).Refuses(400, field: "expiresAt");
        (await maker.Api.PostAsync("/api/api_keys/keys", new { name = "x", tenantId = Guid.CreateVersion7() })).Refuses(403);
        (await maker.Api.PostAsync("/api/api_keys/keys", new { name = "x", organizationId = (await api.AdminAsync()).OrganizationId })).Refuses(400, field: "organizationId");
    }

    [Fact]
    public async Task Keys_of_another_tenant_are_like_missing_ones()
    {
        var (admin, foreign) = (await api.AdminAsync(), await api.AdminAsync());
        var id = (await foreign.Api.PostAsync("/api/api_keys/keys", new { name = "theirs" })).Is(201).Root.Text("id");
        (await admin.Api.DeleteAsync($"/api/api_keys/keys?id={id}")).Refuses(404, "API key not found");
        (await admin.Api.DeleteAsync($"/api/api_keys/keys?id={Guid.CreateVersion7()}")).Refuses(404, "API key not found");
        (await admin.Api.DeleteAsync("/api/api_keys/keys?id=x")).Refuses(400);
        Assert.Empty((await admin.Api.GetAsync("/api/api_keys/keys")).Items());
        Assert.Equal(403, (await (await api.AdminAsync("auth.users.list")).Api.GetAsync("/api/api_keys/keys")).Status);
    }

    [Fact]
    public async Task A_key_sees_its_own_accesses_and_not_those_of_other_keys()
    {
        const string Log = "/api/audit_logs/audit-logs/access?resourceKind=auth.user";
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "reader");
        (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "auth.users.list", "audit_logs.view_self" } })).Is(200);
        var (one, other) = (await SecretAsync(admin, new { name = "one", roles = new[] { "reader" } }), await SecretAsync(admin, new { name = "other", roles = new[] { "reader" } }));
        await api.ColleagueAsync(admin, admin.OrganizationId!.Value, null, "auth.users.list");
        Assert.Equal(200, (await WithKeyAsync("/api/auth/users?search=example", ("X-Api-Key", one))).Status);
        await Retry.UntilEqual(2, async () => (await WithKeyAsync(Log, ("X-Api-Key", one))).Is(200).Items().Count);
        var entries = (await WithKeyAsync(Log, ("X-Api-Key", one))).Items();
        Assert.Empty((await WithKeyAsync(Log, ("X-Api-Key", other))).Is(200).Items());

        // Each entry is one of its own, and says what was shown and where.
        Assert.Equal(2, entries.Select(e => e.Text("id")).Distinct().Count());
        Assert.All(entries, e => Assert.Contains("email", e.GetProperty("fields").EnumerateArray().Select(f => f.GetString())));
        var context = entries[0].GetProperty("context");
        Assert.Equal(("/api/auth/users", "search", 2), (context.Text("path"), context.GetProperty("queryKeys")[0].GetString(), context.GetProperty("resultCount").GetInt32()));
    }

    private static async Task<string> SecretAsync(Person maker, object body) => (await maker.Api.PostAsync("/api/api_keys/keys", body)).Is(201).Root.Text("secret");

    private Task<Answer> CheckAsync(string secret) => api.Host.Anonymous.PostAsync("/api/auth/feature-check", new { features = new[] { "a.b" } }, ("X-Api-Key", secret));

    private Task<Answer> WithKeyAsync(string path, (string, string) header) => api.Host.Anonymous.SendAsync(HttpMethod.Get, path, null, header);
}
