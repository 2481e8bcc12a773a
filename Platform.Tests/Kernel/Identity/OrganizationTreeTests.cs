using Platform.Kernel.Identity;
using Platform.Kernel.Text;

namespace Platform.Tests.Kernel.Identity;

/// <summary>The tree says of every organization what a slow and plain walk over the parents says.</summary>
public sealed class OrganizationTreeTests
{
    private const int Samples = 300;

    internal static Node[] Random(Random random)
    {
        var ids = Enumerable.Range(0, random.Next(1, 30)).Select(_ => Guid.CreateVersion7()).ToArray();
        var rows = ids.Select((id, i) => new Node(id, i == 0 || random.Next(4) == 0 ? null : ids[random.Next(i)], "ABCdefÄ"[random.Next(7)] + $"{random.Next(9)}")).ToArray();
        random.Shuffle(rows);
        return rows;
    }

    /// <summary>From the parent up to the root; null when that goes round in a ring.</summary>
    public static List<Guid>? Up(IReadOnlyDictionary<Guid, Guid?> parents, Guid id)
    {
        var up = new List<Guid>();
        for (var next = parents[id]; next is { } parent; next = parents[parent])
        {
            if (up.Count > parents.Count)
            {
                return null;
            }

            up.Add(parent);
        }

        return up;
    }

    [Fact]
    public void Depth_root_path_and_relatives_are_what_the_parents_say()
    {
        for (var seed = 0; seed < Samples; seed++)
        {
            var rows = Random(new Random(seed));
            var parents = rows.ToDictionary(r => r.Id, r => r.ParentId);
            var tree = OrganizationTree.Of(rows);
            Assert.Equal(rows.Length, tree.Ordered.Count);
            foreach (var row in rows)
            {
                var up = Up(parents, row.Id)!;
                Assert.Equal(up.Count, tree.DepthOf(row.Id));
                Assert.Equal(up.AsEnumerable().Reverse(), tree.AncestorsOf(row.Id));
                Assert.Equal(up.Count == 0 ? row.Id : up[^1], tree.RootOf(row.Id));
                Assert.Equal(string.Join('/', up.AsEnumerable().Reverse().Append(row.Id)), tree.PathOf(row.Id));
                Assert.Equal(rows.Where(r => r.ParentId == row.Id).Select(r => r.Id).Order(), tree.ChildrenOf(row.Id).Order());
                Assert.Equal(rows.Where(r => Up(parents, r.Id)!.Contains(row.Id)).Select(r => r.Id).Order(), tree.DescendantsOf(row.Id).Order());
                Assert.Equal(tree.DescendantsOf(row.Id).Append(row.Id).Order(), tree.Spread([row.Id, Guid.CreateVersion7()]).Order());
            }
        }
    }

    [Fact]
    public void A_parent_stands_before_its_children_and_siblings_stand_as_people_sort_names()
    {
        for (var seed = 0; seed < Samples; seed++)
        {
            var tree = OrganizationTree.Of(Random(new Random(seed)));
            var order = tree.Ordered.Select((node, i) => (node.Id, i)).ToDictionary(x => x.Id, x => x.i);
            foreach (var siblings in tree.Ordered.GroupBy(n => n.ParentId))
            {
                Assert.All(siblings, s => Assert.True(s.ParentId is null || order[s.ParentId.Value] < order[s.Id]));
                var names = siblings.Select(s => s.Name).ToList();
                Assert.Equal(names.Order(SortOrder.People), names);
            }
        }
    }

    [Fact]
    public void A_row_whose_parent_is_gone_is_a_root_and_a_ring_is_cut_open_instead_of_lost()
    {
        var (a, b, c) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.Equal(0, OrganizationTree.Of([new(a, Guid.CreateVersion7(), "a")]).DepthOf(a));
        var ring = OrganizationTree.Of([new(a, c, "a"), new(b, a, "b"), new(c, b, "c")]);
        Assert.Equal([a, b, c], ring.Ordered.Select(n => n.Id));
        Assert.Equal([a, b], ring.AncestorsOf(c));
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_is_no_trouble()
    {
        var ids = Enumerable.Range(0, 100_000).Select(_ => Guid.CreateVersion7()).ToArray();
        var tree = OrganizationTree.Of([.. ids.Select((id, i) => new Node(id, i == 0 ? null : ids[i - 1], "n"))]);
        Assert.Equal(99_999, tree.DepthOf(ids[^1]));
        Assert.Equal(99_999, tree.DescendantsOf(ids[0]).Count);
    }
}
