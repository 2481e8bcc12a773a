using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Directory.Organizations;

/// <summary>Organizations: the tree stays a tree, whoever moves what at the same time, and nobody reaches beyond his own.</summary>
public sealed class OrganizationTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Path = "/api/directory/organizations";

    private static async Task<string> CreateAsync(Person staff, string name, string? parentId = null, string[]? childIds = null) =>
        (await staff.Api.PostAsync(Path, new Dictionary<string, object?>
        {
            ["name"] = name, ["parentId"] = parentId, ["childIds"] = childIds ?? [],
        }.Where(p => p.Value is not null && p.Value is not string[] { Length: 0 }).ToDictionary())).NewId();

    private static async Task<Dictionary<string, JsonElement>> ManageAsync(Person staff, string query = "") =>
        (await staff.Api.GetAsync($"{Path}?view=manage&pageSize=200{query}")).Is(200).Root.GetProperty("items").EnumerateArray()
            .ToDictionary(i => i.GetProperty("id").GetString()!);

    private static string? ParentOf(JsonElement item) => item.GetProperty("parentId").GetString();

    private static string? ErrorOf(Answer answer) => answer.Is(400).Root.GetProperty("error").GetString();

    [Fact]
    public async Task The_tree_is_told_with_depth_root_path_and_relatives()
    {
        var staff = await api.AdminAsync();
        var root = staff.OrganizationId.ToString()!;
        var middle = await CreateAsync(staff, "middle", root);
        var leaf = await CreateAsync(staff, "Leaf", middle);
        var items = await ManageAsync(staff);
        Assert.Equal((2, root, $"{root}/{middle}/{leaf}", "Root / middle / Leaf"), (items[leaf].GetProperty("depth").GetInt32(), items[leaf].GetProperty("rootId").GetString(),
            items[leaf].GetProperty("treePath").GetString(), items[leaf].GetProperty("pathLabel").GetString()));
        Assert.Equal([middle, leaf], items[root].GetProperty("descendantIds").EnumerateArray().Select(i => i.GetString()));
        Assert.Equal("middle", items[leaf].GetProperty("parentName").GetString());

        var tree = (await staff.Api.GetAsync($"{Path}?view=tree")).Is(200).Root.GetProperty("items")[0];
        Assert.Equal(leaf, tree.GetProperty("children")[0].GetProperty("children")[0].GetProperty("id").GetString());
        Assert.Equal([root, middle, leaf], (await staff.Api.GetAsync(Path)).Is(200).Root.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Deletion_moves_the_children_up_and_its_undo_and_redo_put_the_tree_back_and_forth()
    {
        var staff = await api.AdminAsync();
        var root = staff.OrganizationId.ToString()!;
        var middle = await CreateAsync(staff, "middle", root);
        var (one, two) = (await CreateAsync(staff, "one", middle), await CreateAsync(staff, "two", middle));
        var deleted = (await staff.Api.DeleteAsync(Path, new { id = middle })).Is(200);
        var items = await ManageAsync(staff);
        Assert.False(items.ContainsKey(middle));
        Assert.Equal((root, root), (ParentOf(items[one]), ParentOf(items[two])));

        (await staff.Api.UndoAsync(deleted)).Is(200);
        items = await ManageAsync(staff);
        Assert.Equal((root, middle, middle), (ParentOf(items[middle]), ParentOf(items[one]), ParentOf(items[two])));
        Assert.True(items[middle].GetProperty("isActive").GetBoolean());

        (await staff.Api.RedoAsync(deleted.LogId())).Is(200);
        items = await ManageAsync(staff);
        Assert.Equal((false, root), (items.ContainsKey(middle), ParentOf(items[one])));
    }

    [Fact]
    public async Task Each_impossible_move_is_refused_in_the_documented_words()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var root = staff.OrganizationId.ToString()!;
        var foreign = stranger.OrganizationId.ToString()!;
        var middle = await CreateAsync(staff, "middle", root);
        var leaf = await CreateAsync(staff, "leaf", middle);
        Assert.Equal("Parent not found", ErrorOf(await staff.Api.PostAsync(Path, new { name = "n", parentId = foreign })));
        Assert.Equal("Parent not found", ErrorOf(await staff.Api.PutAsync(Path, new { id = leaf, parentId = Guid.CreateVersion7() })));
        Assert.Equal("Invalid child assignment", ErrorOf(await staff.Api.PostAsync(Path, new { name = "n", childIds = new[] { foreign } })));
        Assert.Equal("Organization cannot be its own parent", ErrorOf(await staff.Api.PutAsync(Path, new { id = leaf, parentId = leaf })));
        Assert.Equal("Child cannot equal parent", ErrorOf(await staff.Api.PutAsync(Path, new { id = leaf, childIds = new[] { leaf } })));
        Assert.Equal("Cannot assign descendant as parent", ErrorOf(await staff.Api.PutAsync(Path, new { id = middle, parentId = leaf })));
        Assert.Equal("Cannot assign ancestor as child", ErrorOf(await staff.Api.PutAsync(Path, new { id = leaf, childIds = new[] { root } })));
        Assert.Equal("Cannot assign descendant cycle", ErrorOf(await staff.Api.PostAsync(Path, new { name = "n", parentId = leaf, childIds = new[] { middle } })));
        (await staff.Api.PutAsync(Path, new { id = foreign, name = "taken over" })).Is(404);
        (await staff.Api.DeleteAsync(Path, new { id = foreign })).Is(404);
        (await staff.Api.PutAsync(Path, new { name = "n" })).Is(400);
    }

    [Fact]
    public async Task A_set_of_children_replaces_the_old_one_and_those_left_out_move_up()
    {
        var staff = await api.AdminAsync();
        var root = staff.OrganizationId.ToString()!;
        var group = await CreateAsync(staff, "group", root);
        var (one, two) = (await CreateAsync(staff, "one", group), await CreateAsync(staff, "two", root));
        var changed = (await staff.Api.PutAsync(Path, new { id = group, childIds = new[] { two } })).Is(200);
        var items = await ManageAsync(staff);
        Assert.Equal((root, group), (ParentOf(items[one]), ParentOf(items[two])));
        (await staff.Api.UndoAsync(changed)).Is(200);
        items = await ManageAsync(staff);
        Assert.Equal((group, root), (ParentOf(items[one]), ParentOf(items[two])));
    }

    [Fact]
    public async Task Two_moves_that_race_never_make_a_ring()
    {
        var staff = await api.AdminAsync();
        var root = staff.OrganizationId.ToString()!;
        for (var round = 0; round < 8; round++)
        {
            var (a, b) = (await CreateAsync(staff, $"a{round}", root), await CreateAsync(staff, $"b{round}", root));
            var answers = await Task.WhenAll(staff.Api.PutAsync(Path, new { id = a, parentId = b }), staff.Api.PutAsync(Path, new { id = b, parentId = a }));
            Assert.Equal([200, 400], answers.Select(answer => answer.Status).Order());
            var items = await ManageAsync(staff);
            Assert.True(ParentOf(items[a]) == root ^ ParentOf(items[b]) == root);
        }
    }

    [Fact]
    public async Task An_undo_that_would_make_a_ring_or_lose_a_parent_is_refused()
    {
        var staff = await api.AdminAsync();
        var root = staff.OrganizationId.ToString()!;
        var a = await CreateAsync(staff, "a", root);
        var b = await CreateAsync(staff, "b", a);
        var movedOut = (await staff.Api.PutAsync(Path, new { id = b, parentId = root })).Is(200);
        var movedIn = (await staff.Api.PutAsync(Path, new { id = a, parentId = b })).Is(200);
        (await staff.Api.UndoAsync(movedOut)).Is(400);
        Assert.Equal(b, ParentOf((await ManageAsync(staff))[a]));
        (await staff.Api.UndoAsync(movedIn)).Is(200);
        (await staff.Api.UndoAsync(movedOut)).Is(200);
        Assert.Equal(a, ParentOf((await ManageAsync(staff))[b]));

        var created = (await staff.Api.PostAsync(Path, new { name = "c", parentId = root })).Is(201);
        await CreateAsync(staff, "below c", created.NewId());
        (await staff.Api.UndoAsync(created)).Is(400);
    }

    [Fact]
    public async Task Ids_of_others_filter_to_nothing_and_search_status_and_pages_narrow_the_list()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var root = staff.OrganizationId.ToString()!;
        var north = await CreateAsync(staff, "North_1", root);
        await CreateAsync(staff, "NorthX1", root);
        var shut = (await staff.Api.PostAsync(Path, new { name = "Shut", parentId = root, isActive = false })).NewId();
        Assert.Empty(await ManageAsync(staff, $"&ids={stranger.OrganizationId}"));
        Assert.Equal([north], (await ManageAsync(staff, $"&ids={north},{stranger.OrganizationId},nonsense")).Keys);
        Assert.Equal([north], (await ManageAsync(staff, "&search=north_")).Keys);
        Assert.Equal([shut], (await ManageAsync(staff, "&status=inactive")).Keys);
        Assert.DoesNotContain(shut, await OptionsAsync(""));
        Assert.Contains(shut, await OptionsAsync("?includeInactive=true"));
        var page = (await staff.Api.GetAsync($"{Path}?view=manage&page=2&pageSize=3")).Is(200).Root;
        Assert.Equal((1, 4, 2), (page.GetProperty("items").GetArrayLength(), page.GetProperty("total").GetInt32(), page.GetProperty("totalPages").GetInt32()));
        (await staff.Api.GetAsync($"{Path}?view=circle")).Is(400);
        (await staff.Api.GetAsync($"{Path}?pageSize=100000")).Is(400);

        async Task<IEnumerable<string?>> OptionsAsync(string query) =>
            (await staff.Api.GetAsync(Path + query)).Is(200).Root.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString());
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
        (await manager.Api.PutAsync(Path, new { id = theirs, name = "x" })).Is(404);
        (await manager.Api.DeleteAsync(Path, new { id = root })).Is(404);
        (await manager.Api.PostAsync(Path, new { name = "new root" })).Is(403);
        (await manager.Api.PutAsync(Path, new { id = below, parentId = (string?)null })).Is(403);
        Assert.Equal("Parent not found", ErrorOf(await manager.Api.PostAsync(Path, new { name = "n", parentId = theirs })));
        Assert.Equal("Invalid child assignment", ErrorOf(await manager.Api.PutAsync(Path, new { id = below, childIds = new[] { theirs } })));
        (await manager.Api.PutAsync(Path, new { id = mine, name = "renamed" })).Is(200);
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
            (await staff.Api.PutAsync(Path, new { id = below, parentId = root })).Is(200);
            Assert.DoesNotContain(below, (await ManageAsync(there)).Keys);
            (await there.Api.SendAsync(HttpMethod.Get, $"/api/dictionaries/{dictionary}", null, ("Cookie", $"om_selected_org={below}"))).Is(404);
        }
    }

    [Fact]
    public async Task A_super_admin_builds_the_tree_of_a_new_tenant_and_nobody_else_does()
    {
        var (super, admin) = (await api.SuperAdminAsync(), await api.AdminAsync());
        var tenantId = (await super.Api.PostAsync("/api/directory/tenants", new { name = "New" })).NewId();
        var id = (await super.Api.PostAsync(Path, new { name = "First", tenantId })).NewId();
        Assert.Equal([id], (await ManageAsync(super, $"&tenantId={tenantId}")).Keys);
        Assert.DoesNotContain(id, (await ManageAsync(super)).Keys);
        (await admin.Api.PostAsync(Path, new { name = "Second", tenantId })).Is(403);
        (await admin.Api.GetAsync($"{Path}?tenantId={tenantId}")).Is(403);
        (await super.Api.PostAsync(Path, new { name = "Second", tenantId, parentId = super.OrganizationId })).Is(400);
    }

    [Fact]
    public async Task Fields_that_a_tenant_defines_are_kept_shown_and_undone()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync("/api/entities/definitions", new { entityId = "directory:organization", key = "region", kind = "text" })).Is(200);
        var id = (await staff.Api.PostAsync(Path, new { name = "n", parentId = staff.OrganizationId, cf_region = "north" })).NewId();
        var changed = (await staff.Api.PutAsync(Path, new { id, customFields = new { region = "south" } })).Is(200);
        Assert.Equal("south", (await ManageAsync(staff))[id].GetProperty("cf_region").GetString());
        (await staff.Api.UndoAsync(changed)).Is(200);
        Assert.Equal("north", (await ManageAsync(staff))[id].GetProperty("cf_region").GetString());
    }

    [Fact]
    public async Task A_late_write_and_a_missing_feature_are_refused()
    {
        var staff = await api.AdminAsync();
        var id = await CreateAsync(staff, "n", staff.OrganizationId.ToString());
        (await staff.Api.SendAsync(HttpMethod.Put, Path, new { id, name = "late" }, ("x-om-ext-optimistic-lock-expected-updated-at", "2020-01-01T00:00:00Z"))).Is(409);
        var reader = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "directory.organizations.view");
        (await reader.Api.GetAsync(Path)).Is(200);
        Assert.Equal("directory.organizations.manage", (await reader.Api.PostAsync(Path, new { name = "n" })).Is(403).Root.GetProperty("requiredFeatures")[0].GetString());
        (await (await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null)).Api.GetAsync(Path)).Is(403);
    }

    [Fact]
    public async Task A_slug_finds_its_organization_for_anybody_and_is_used_once()
    {
        var (staff, other) = (await api.AdminAsync(), await api.AdminAsync());
        var slug = $"shop-{Guid.CreateVersion7():N}";
        var id = (await staff.Api.PostAsync(Path, new { name = "Shop", slug })).NewId();
        var found = (await api.Host.Anonymous.GetAsync($"{Path}/lookup?slug={slug}"));
        Assert.Equal((200, id), (found.Status, found.Root.GetProperty("organization").GetProperty("id").GetString()));
        Assert.False((await api.Host.Anonymous.GetAsync($"{Path}/lookup?slug=no-{slug}")).Is(404).Root.GetProperty("ok").GetBoolean());
        (await api.Host.Anonymous.GetAsync($"{Path}/lookup")).Is(400);
        (await other.Api.PostAsync(Path, new { name = "Copy", slug })).Is(409);
        (await other.Api.PostAsync(Path, new { name = "Bad", slug = "Not a slug" })).Is(400);
        (await staff.Api.DeleteAsync(Path, new { id })).Is(200);
        (await api.Host.Anonymous.GetAsync($"{Path}/lookup?slug={slug}")).Is(404);
    }
}
