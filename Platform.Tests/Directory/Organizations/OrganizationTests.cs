using Platform.Tests.Support;
using static Platform.Tests.Directory.Organizations.Tree;

namespace Platform.Tests.Directory.Organizations;

/// <summary>The tree stays a tree, whoever moves what at the same time, and undo puts it back.</summary>
public sealed class OrganizationTests(StaffFixture api) : IClassFixture<StaffFixture>
{
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

        var tree = (await staff.Api.GetAsync($"{TreePath}?view=tree")).Is(200).Root.GetProperty("items")[0];
        Assert.Equal(leaf, tree.GetProperty("children")[0].GetProperty("children")[0].GetProperty("id").GetString());
        Assert.Equal([root, middle, leaf], (await staff.Api.GetAsync(TreePath)).Is(200).Root.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Deletion_moves_the_children_up_and_its_undo_and_redo_put_the_tree_back_and_forth()
    {
        var staff = await api.AdminAsync();
        var root = staff.OrganizationId.ToString()!;
        var middle = await CreateAsync(staff, "middle", root);
        var (one, two) = (await CreateAsync(staff, "one", middle), await CreateAsync(staff, "two", middle));
        var deleted = (await staff.Api.DeleteAsync(TreePath, new { id = middle })).Is(200);
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
        Assert.Equal("Parent not found", ErrorOf(await staff.Api.PostAsync(TreePath, new { name = "n", parentId = foreign })));
        Assert.Equal("Parent not found", ErrorOf(await staff.Api.PutAsync(TreePath, new { id = leaf, parentId = Guid.CreateVersion7() })));
        Assert.Equal("Invalid child assignment", ErrorOf(await staff.Api.PostAsync(TreePath, new { name = "n", childIds = new[] { foreign } })));
        Assert.Equal("Organization cannot be its own parent", ErrorOf(await staff.Api.PutAsync(TreePath, new { id = leaf, parentId = leaf })));
        Assert.Equal("Child cannot equal parent", ErrorOf(await staff.Api.PutAsync(TreePath, new { id = leaf, childIds = new[] { leaf } })));
        Assert.Equal("Cannot assign descendant as parent", ErrorOf(await staff.Api.PutAsync(TreePath, new { id = middle, parentId = leaf })));
        Assert.Equal("Cannot assign ancestor as child", ErrorOf(await staff.Api.PutAsync(TreePath, new { id = leaf, childIds = new[] { root } })));
        Assert.Equal("Cannot assign descendant cycle", ErrorOf(await staff.Api.PostAsync(TreePath, new { name = "n", parentId = leaf, childIds = new[] { middle } })));
        (await staff.Api.PutAsync(TreePath, new { id = foreign, name = "taken over" })).Is(404);
        (await staff.Api.DeleteAsync(TreePath, new { id = foreign })).Is(404);
        (await staff.Api.PutAsync(TreePath, new { name = "n" })).Is(400);
    }

    [Fact]
    public async Task A_tree_that_is_as_deep_as_it_may_be_is_shown_and_does_not_become_deeper()
    {
        var staff = await api.AdminAsync();
        var line = new List<string> { staff.OrganizationId.ToString()! };
        while (line.Count < 25)
        {
            line.Add(await CreateAsync(staff, $"level {line.Count}", line[^1]));
        }

        const string refusal = "Organizations can be nested at most 25 levels deep";
        var (top, second) = (await CreateAsync(staff, "top"), await CreateAsync(staff, "second"));
        Assert.Equal(refusal, ErrorOf(await staff.Api.PostAsync(TreePath, new { name = "below", parentId = line[^1] })));
        Assert.Equal(refusal, ErrorOf(await staff.Api.PostAsync(TreePath, new { name = "above", childIds = new[] { line[0] } })));
        Assert.Equal(refusal, ErrorOf(await staff.Api.PutAsync(TreePath, new { id = line[0], parentId = top })));
        Assert.Equal(refusal, ErrorOf(await staff.Api.PutAsync(TreePath, new { id = top, childIds = new[] { line[0] } })));
        foreach (var path in new[] { $"{TreePath}?view=tree", $"{TreePath}?view=manage", TreePath, "/api/directory/organization-switcher" })
        {
            Assert.Contains(line[^1], (await staff.Api.GetAsync(path)).Is(200).Text, StringComparison.Ordinal);
        }

        // The branch leaves, another level comes, and now the undo would make too many.
        var moved = (await staff.Api.PutAsync(TreePath, new { id = line[1], parentId = second })).Is(200);
        (await staff.Api.PutAsync(TreePath, new { id = line[0], parentId = top })).Is(200);
        (await staff.Api.UndoAsync(moved)).Refuses(400);
    }

    [Fact]
    public async Task A_set_of_children_replaces_the_old_one_and_those_left_out_move_up()
    {
        var staff = await api.AdminAsync();
        var root = staff.OrganizationId.ToString()!;
        var group = await CreateAsync(staff, "group", root);
        var (one, two) = (await CreateAsync(staff, "one", group), await CreateAsync(staff, "two", root));
        var changed = (await staff.Api.PutAsync(TreePath, new { id = group, childIds = new[] { two } })).Is(200);
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
            var answers = await Task.WhenAll(staff.Api.PutAsync(TreePath, new { id = a, parentId = b }), staff.Api.PutAsync(TreePath, new { id = b, parentId = a }));
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
        var movedOut = (await staff.Api.PutAsync(TreePath, new { id = b, parentId = root })).Is(200);
        var movedIn = (await staff.Api.PutAsync(TreePath, new { id = a, parentId = b })).Is(200);
        (await staff.Api.UndoAsync(movedOut)).Is(400);
        Assert.Equal(b, ParentOf((await ManageAsync(staff))[a]));
        (await staff.Api.UndoAsync(movedIn)).Is(200);
        (await staff.Api.UndoAsync(movedOut)).Is(200);
        Assert.Equal(a, ParentOf((await ManageAsync(staff))[b]));

        var created = (await staff.Api.PostAsync(TreePath, new { name = "c", parentId = root })).Is(201);
        await CreateAsync(staff, "below c", created.NewId());
        (await staff.Api.UndoAsync(created)).Is(400);
    }
}
