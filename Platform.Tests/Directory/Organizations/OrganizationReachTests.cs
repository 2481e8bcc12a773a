using System.Text.Json;
using Platform.Tests.Support;
using static Platform.Tests.Directory.Organizations.Tree;

namespace Platform.Tests.Directory.Organizations;

/// <summary>Who sees and changes which organizations, and what a list of them shows.</summary>
public sealed class OrganizationReachTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task Ids_of_others_filter_to_nothing_and_search_status_and_pages_narrow_the_list()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var root = staff.OrganizationId.ToString()!;
        var north = await CreateAsync(staff, "North_1", root);
        await CreateAsync(staff, "NorthX1", root);
        var shut = (await staff.Api.PostAsync(TreePath, new { name = "Shut", parentId = root, isActive = false })).NewId();
        Assert.Empty(await ManageAsync(staff, $"&ids={stranger.OrganizationId}"));
        Assert.Equal([north], (await ManageAsync(staff, $"&ids={north},{stranger.OrganizationId},nonsense")).Keys);
        Assert.Equal([north], (await ManageAsync(staff, "&search=north_")).Keys);
        Assert.Equal([shut], (await ManageAsync(staff, "&status=inactive")).Keys);
        Assert.DoesNotContain(shut, await OptionsAsync(""));
        Assert.Contains(shut, await OptionsAsync("?includeInactive=true"));
        var page = (await staff.Api.GetAsync($"{TreePath}?view=manage&page=2&pageSize=3")).Is(200).Root;
        Assert.Equal((1, 4, 2), (page.GetProperty("items").GetArrayLength(), page.GetProperty("total").GetInt32(), page.GetProperty("totalPages").GetInt32()));
        (await staff.Api.GetAsync($"{TreePath}?view=circle")).Is(400);
        (await staff.Api.GetAsync($"{TreePath}?pageSize=100000")).Is(400);

        async Task<IEnumerable<string?>> OptionsAsync(string query) =>
            (await staff.Api.GetAsync(TreePath + query)).Is(200).Root.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Whoever_reaches_a_part_of_the_tree_sees_and_changes_that_part_only()
    {
        var staff = await api.AdminAsync();
        var root = staff.OrganizationId.ToString()!;
        var (mine, theirs) = (await CreateAsync(staff, "mine", root), await CreateAsync(staff, "theirs", root));
        var below = await CreateAsync(staff, "below", mine);
        var manager = await api.ColleagueAsync(staff, Guid.Parse(mine), [Guid.Parse(mine)], "directory.*");
        Assert.Equal([mine, below], (await ManageAsync(manager)).Keys);
        Assert.Equal(JsonValueKind.Null, (await ManageAsync(manager))[mine].GetProperty("parentName").ValueKind);
        (await manager.Api.PutAsync(TreePath, new { id = theirs, name = "x" })).Is(404);
        (await manager.Api.DeleteAsync(TreePath, new { id = root })).Is(404);
        (await manager.Api.PostAsync(TreePath, new { name = "new root" })).Is(403);
        (await manager.Api.PutAsync(TreePath, new { id = below, parentId = (string?)null })).Is(403);
        Assert.Equal("Parent not found", ErrorOf(await manager.Api.PostAsync(TreePath, new { name = "n", parentId = theirs })));
        Assert.Equal("Invalid child assignment", ErrorOf(await manager.Api.PutAsync(TreePath, new { id = below, childIds = new[] { theirs } })));
        (await manager.Api.PutAsync(TreePath, new { id = mine, name = "renamed" })).Is(200);
        await CreateAsync(manager, "n", below);

        var menu = (await manager.Api.GetAsync("/api/directory/organization-switcher")).Is(200).Root;
        var top = Assert.Single(menu.GetProperty("items").EnumerateArray());
        Assert.Equal((root, false), (top.GetProperty("id").GetString(), top.GetProperty("selectable").GetBoolean()));
        Assert.Equal((mine, true), (top.GetProperty("children")[0].GetProperty("id").GetString(), top.GetProperty("children")[0].GetProperty("selectable").GetBoolean()));
        Assert.DoesNotContain(theirs, menu.ToString(), StringComparison.Ordinal);
        Assert.Equal((false, 0), (menu.GetProperty("canViewAllOrganizations").GetBoolean(), menu.GetProperty("tenants").GetArrayLength()));
    }

    [Fact]
    public async Task Another_replica_knows_of_a_move_at_once()
    {
        var staff = await api.AdminAsync();
        var root = staff.OrganizationId.ToString()!;
        var mine = await CreateAsync(staff, "mine", root);
        var manager = await api.ColleagueAsync(staff, Guid.Parse(mine), [Guid.Parse(mine)], "*");
        await using var replica = await api.ReplicaAsync();
        var there = manager with { Api = replica.With(manager.Api.Token) };
        for (var round = 0; round < 5; round++)
        {
            var below = await CreateAsync(staff, $"below {round}", mine);
            var key = $"k{round}";
            var deep = await api.ColleagueAsync(staff, Guid.Parse(below), null, "*");
            var dictionary = (await deep.Api.PostAsync("/api/dictionaries", new { key, name = "n" })).NewId();
            Assert.Contains(below, (await ManageAsync(there)).Keys);
            (await there.Api.SendAsync(HttpMethod.Get, $"/api/dictionaries/{dictionary}", null, ("Cookie", $"om_selected_org={below}"))).Is(200);
            (await staff.Api.PutAsync(TreePath, new { id = below, parentId = root })).Is(200);
            Assert.DoesNotContain(below, (await ManageAsync(there)).Keys);
            (await there.Api.SendAsync(HttpMethod.Get, $"/api/dictionaries/{dictionary}", null, ("Cookie", $"om_selected_org={below}"))).Is(404);
        }
    }

    [Fact]
    public async Task A_super_admin_builds_the_tree_of_a_new_tenant_and_nobody_else_does()
    {
        var (super, admin) = (await api.SuperAdminAsync(), await api.AdminAsync());
        var tenantId = (await super.Api.PostAsync("/api/directory/tenants", new { name = "New" })).NewId();
        var id = (await super.Api.PostAsync(TreePath, new { name = "First", tenantId })).NewId();
        Assert.Equal([id], (await ManageAsync(super, $"&tenantId={tenantId}")).Keys);
        Assert.DoesNotContain(id, (await ManageAsync(super)).Keys);
        (await admin.Api.PostAsync(TreePath, new { name = "Second", tenantId })).Is(403);
        (await admin.Api.GetAsync($"{TreePath}?tenantId={tenantId}")).Is(403);
        (await super.Api.PostAsync(TreePath, new { name = "Second", tenantId, parentId = super.OrganizationId })).Is(400);
    }

    [Fact]
    public async Task Fields_that_a_tenant_defines_are_kept_shown_and_undone()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync("/api/entities/definitions", new { entityId = "directory:organization", key = "region", kind = "text" })).Is(200);
        var id = (await staff.Api.PostAsync(TreePath, new { name = "n", parentId = staff.OrganizationId, cf_region = "north" })).NewId();
        var changed = (await staff.Api.PutAsync(TreePath, new { id, customFields = new { region = "south" } })).Is(200);
        Assert.Equal("south", (await ManageAsync(staff))[id].GetProperty("cf_region").GetString());
        (await staff.Api.UndoAsync(changed)).Is(200);
        Assert.Equal("north", (await ManageAsync(staff))[id].GetProperty("cf_region").GetString());
    }

    [Fact]
    public async Task A_late_write_and_a_missing_feature_are_refused()
    {
        var staff = await api.AdminAsync();
        var id = await CreateAsync(staff, "n", staff.OrganizationId.ToString());
        (await staff.Api.SendAsync(HttpMethod.Put, TreePath, new { id, name = "late" }, ("x-om-ext-optimistic-lock-expected-updated-at", "2020-01-01T00:00:00Z"))).Is(409);
        var reader = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "directory.organizations.view");
        (await reader.Api.GetAsync(TreePath)).Is(200);
        Assert.Equal("directory.organizations.manage", (await reader.Api.PostAsync(TreePath, new { name = "n" })).Is(403).Root.GetProperty("requiredFeatures")[0].GetString());
        (await (await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null)).Api.GetAsync(TreePath)).Is(403);
    }

    [Fact]
    public async Task A_slug_finds_its_organization_for_anybody_and_is_used_once()
    {
        var (staff, other) = (await api.AdminAsync(), await api.AdminAsync());
        var slug = $"shop-{Guid.CreateVersion7():N}";
        var id = (await staff.Api.PostAsync(TreePath, new { name = "Shop", slug })).NewId();
        var found = (await api.Host.Anonymous.GetAsync($"{TreePath}/lookup?slug={slug}"));
        Assert.Equal((200, id), (found.Status, found.Root.GetProperty("organization").GetProperty("id").GetString()));
        Assert.False((await api.Host.Anonymous.GetAsync($"{TreePath}/lookup?slug=no-{slug}")).Is(404).Root.GetProperty("ok").GetBoolean());
        (await api.Host.Anonymous.GetAsync($"{TreePath}/lookup")).Is(400);
        (await other.Api.PostAsync(TreePath, new { name = "Copy", slug })).Is(409);
        (await other.Api.PostAsync(TreePath, new { name = "Bad", slug = "Not a slug" })).Is(400);
        (await staff.Api.DeleteAsync(TreePath, new { id })).Is(200);
        (await api.Host.Anonymous.GetAsync($"{TreePath}/lookup?slug={slug}")).Is(404);
    }
}
