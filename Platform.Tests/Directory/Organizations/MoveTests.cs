using Platform.Directory.Organizations;
using Platform.Kernel.Identity;
using Platform.Tests.Kernel.Identity;

namespace Platform.Tests.Directory.Organizations;

/// <summary>Whatever a move is told, no ring comes of it.</summary>
public sealed class MoveTests
{
    private readonly Guid root = Guid.CreateVersion7(), middle = Guid.CreateVersion7(), leaf = Guid.CreateVersion7(), other = Guid.CreateVersion7();

    private OrganizationTree Tree => OrganizationTree.Of([new(root, null, "root"), new(middle, root, "middle"), new(leaf, middle, "leaf"), new(other, null, "other")]);

    [Fact]
    public void A_move_is_refused_if_it_would_make_a_ring_and_else_changes_only_what_it_names()
    {
        var (refused, accepted) = (0, 0);
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var rows = OrganizationTreeTests.Random(random);
            var tree = OrganizationTree.Of(rows);
            var id = rows[random.Next(rows.Length)].Id;
            Guid? parent = random.Next(3) == 0 ? null : rows[random.Next(rows.Length)].Id;
            var children = random.Next(2) == 0 ? null : random.GetItems(rows, random.Next(3)).Select(r => r.Id).Distinct().ToList();
            var after = rows.ToDictionary(r => r.Id, r => r.ParentId);
            foreach (var (moved, to) in Moves.Apply(tree, id, parent, children))
            {
                after[moved] = to;
            }

            var ring = after.Keys.Any(key => OrganizationTreeTests.Up(after, key) is null);
            var refusal = Moves.Refuse(tree, id, parent, children);
            Assert.False(ring && refusal is null, $"Sample {seed} makes a ring.");
            if (refusal is not null)
            {
                // One refusal is stricter than rings: an ancestor does not become a child, even where the organization moves out from under it.
                Assert.True(ring || refusal is Moves.ChildIsAncestor or Moves.ChildIsItself, $"Sample {seed} is refused without need: {refusal}");
                refused++;
                continue;
            }

            accepted++;
            Assert.Equal(parent, after[id]);
            Assert.True(children is null || children.Order().SequenceEqual(after.Where(a => a.Value == id).Select(a => a.Key).Order()));
        }

        Assert.True(refused > 300 && accepted > 300);
    }

    [Fact]
    public void Each_refusal_has_its_documented_words()
    {
        Assert.Equal("Parent not found", Moves.Refuse(Tree, leaf, Guid.CreateVersion7(), null));
        Assert.Equal("Organization cannot be its own parent", Moves.Refuse(Tree, leaf, leaf, null));
        Assert.Equal("Cannot assign descendant as parent", Moves.Refuse(Tree, root, leaf, null));
        Assert.Equal("Invalid child assignment", Moves.Refuse(Tree, leaf, middle, [Guid.CreateVersion7()]));
        Assert.Equal("Child cannot equal parent", Moves.Refuse(Tree, leaf, middle, [leaf]));
        Assert.Equal("Cannot assign ancestor as child", Moves.Refuse(Tree, leaf, null, [root]));
        Assert.Equal("Cannot assign descendant cycle", Moves.Refuse(Tree, other, leaf, [middle]));
        Assert.Null(Moves.Refuse(Tree, Guid.CreateVersion7(), leaf, [other]));
    }

    [Fact]
    public void Children_of_what_goes_move_up()
    {
        Assert.Equal([KeyValuePair.Create(leaf, (Guid?)root)], Moves.Remove(Tree, middle));
        Assert.Equal([KeyValuePair.Create(middle, (Guid?)null)], Moves.Remove(Tree, root));
        Assert.Empty(Moves.Remove(Tree, leaf));
    }

    [Fact]
    public void Children_that_are_no_longer_named_move_up() =>
        Assert.Equal(new Dictionary<Guid, Guid?> { [middle] = null, [other] = root }, Moves.Apply(Tree, root, null, [other]));
}
