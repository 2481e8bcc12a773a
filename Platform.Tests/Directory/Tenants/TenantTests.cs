using Platform.Tests.Support;

namespace Platform.Tests.Directory.Tenants;

/// <summary>Tenants: super-admins only, whatever features others hold.</summary>
public sealed class TenantTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Path = "/api/directory/tenants";

    [Fact]
    public async Task A_super_admin_creates_finds_renames_shuts_and_deletes_a_tenant_and_undoes_it()
    {
        var super = await api.SuperAdminAsync();
        var name = $"Tenant {Guid.CreateVersion7():N}";
        var id = (await super.Api.PostAsync(Path, new { name })).NewId();
        var found = (await super.Api.GetAsync($"{Path}?search={name}")).Is(200).Root;
        Assert.Equal((1, id), (found.GetProperty("total").GetInt32(), found.GetProperty("items")[0].GetProperty("id").GetString()));
        (await super.Api.PutAsync(Path, new { id, name = "Renamed" })).Is(200);
        Assert.Equal("Renamed", (await api.Host.Anonymous.GetAsync($"{Path}/lookup?tenantId={id}")).Is(200).Root.GetProperty("tenant").GetProperty("name").GetString());
        (await super.Api.PutAsync(Path, new { id, isActive = false })).Is(200);
        (await api.Host.Anonymous.GetAsync($"{Path}/lookup?tenantId={id}")).Is(404);
        var deleted = (await super.Api.DeleteAsync($"{Path}?id={id}")).Is(200);
        Assert.Equal(0, (await super.Api.GetAsync($"{Path}?id={id}")).Root.GetProperty("total").GetInt32());
        (await super.Api.UndoAsync(deleted)).Is(200);
        Assert.Equal(1, (await super.Api.GetAsync($"{Path}?id={id}")).Root.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Others_write_no_tenant_and_see_only_their_own_even_if_they_hold_everything()
    {
        var (admin, other) = (await api.AdminAsync("*", "directory.*"), await api.AdminAsync());
        (await admin.Api.PostAsync(Path, new { name = "Mine" })).Is(403);
        (await admin.Api.PutAsync(Path, new { id = admin.TenantId, name = "Mine" })).Is(403);
        (await admin.Api.PutAsync(Path, new { id = other.TenantId, name = "Mine" })).Is(404);
        (await admin.Api.DeleteAsync($"{Path}?id={other.TenantId}")).Is(404);
        (await admin.Api.DeleteAsync($"{Path}?id={admin.TenantId}")).Is(403);
        var seen = (await admin.Api.GetAsync(Path)).Is(200).Root;
        Assert.Equal(admin.TenantId, Assert.Single(seen.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal(0, (await admin.Api.GetAsync($"{Path}?id={other.TenantId}")).Root.GetProperty("total").GetInt32());
        Assert.Equal(0, (await admin.Api.GetAsync($"{Path}?ids={other.TenantId}&withDeleted=true")).Root.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_first_administrator_of_a_new_tenant_can_work()
    {
        var super = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        var tenant = (await super.PostAsync("/api/directory/tenants", new { name = "Globex" })).NewId();
        var organization = (await super.PostAsync("/api/directory/organizations", new { name = "Globex", tenantId = tenant })).NewId();
        var email = $"ada{Guid.CreateVersion7():N}@globex.example";
        (await super.PostAsync("/api/auth/users", new { email, password = "Strong-1", organizationId = organization, tenantId = tenant, roles = new[] { "admin" } })).Is(201);
        var ada = await Staff.SignInAsync(api.Host, email, "Strong-1");
        Assert.Equal(["admin", "employee"], (await ada.GetAsync("/api/auth/roles?sortField=name")).Items().Select(r => r.Text("name")));
        (await ada.PostAsync("/api/auth/users", new { email = $"bob{Guid.CreateVersion7():N}@globex.example", password = "Strong-1", roles = new[] { "employee" } })).Is(201);
        (await ada.PostAsync("/api/directory/tenants", new { name = "Not hers" })).Refuses(403, "Forbidden");
    }

    [Fact]
    public async Task A_super_admin_does_not_shut_the_tenant_that_he_works_in()
    {
        var super = await api.SuperAdminAsync();
        (await super.Api.DeleteAsync($"{Path}?id={super.TenantId}")).Is(400);
        (await super.Api.PutAsync(Path, new { id = super.TenantId, isActive = false })).Is(400);
    }

    [Fact]
    public async Task Whoever_belongs_to_a_tenant_that_is_shut_or_deleted_is_out_on_every_replica_until_it_is_back()
    {
        var (super, member) = (await api.SuperAdminAsync(), await api.AdminAsync());
        await using var replica = await api.ReplicaAsync();
        var there = replica.With(member.Api.Token);
        (await there.GetAsync("/api/dictionaries")).Is(200);
        var deleted = (await super.Api.DeleteAsync($"{Path}?id={member.TenantId}")).Is(200);
        (await there.GetAsync("/api/dictionaries")).Is(401);
        (await member.Api.GetAsync("/api/dictionaries")).Is(401);
        (await super.Api.UndoAsync(deleted)).Is(200);
        (await there.GetAsync("/api/dictionaries")).Is(200);
        (await super.Api.PutAsync(Path, new { id = member.TenantId, isActive = false })).Is(200);
        (await there.GetAsync("/api/dictionaries")).Is(401);
    }

    [Fact]
    public async Task A_super_admin_who_names_a_tenant_that_is_not_there_writes_nothing()
    {
        var super = await api.SuperAdminAsync();
        (await super.Api.PostAsync("/api/directory/organizations", new { name = "Nowhere", tenantId = Guid.CreateVersion7() })).Is(403);
        (await super.Api.PostAsync("/api/directory/organizations", new { name = "Nowhere", tenantId = "acme" })).Is(403);
        Assert.DoesNotContain("Nowhere", (await super.Api.GetAsync("/api/directory/organizations?view=manage")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lookup_needs_an_id_and_tells_nothing_of_others()
    {
        Assert.False((await api.Host.Anonymous.GetAsync($"{Path}/lookup?tenantId={Guid.CreateVersion7()}")).Is(404).Root.GetProperty("ok").GetBoolean());
        (await api.Host.Anonymous.GetAsync($"{Path}/lookup?tenantId=acme")).Is(400);
        (await api.Host.Anonymous.GetAsync($"{Path}/lookup")).Is(400);
    }
}
