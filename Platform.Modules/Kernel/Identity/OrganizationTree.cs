using Platform.Kernel.Text;

namespace Platform.Kernel.Identity;

/// <summary>An organization as the tree needs it.</summary>
internal sealed record Node(Guid Id, Guid? ParentId, string Name);

/// <summary>The organizations of a tenant in the order of a menu: each before those below it, siblings by name.</summary>
/// <remarks>
/// Only the parent is stored; depth, root, path and relatives are computed from it, so they are never out of date.
/// A parent that is not among the rows makes a root.
/// </remarks>
internal sealed class OrganizationTree
{
    /// <summary>How many levels a tenant's tree may have: answers nest it, and no reader of JSON follows without end.</summary>
    public const int MaxLevels = 25;

    private readonly List<Node> ordered;
    private readonly Dictionary<Guid, Place> places;

    /// <param name="Index">Where the node stands in the order.</param>
    private sealed record Place(int Index, int Depth, Guid? Parent)
    {
        /// <summary>Where those below it end.</summary>
        public int End { get; set; }
    }

    private OrganizationTree(int count) => (ordered, places) = (new(count), new(count));

    /// <summary>All nodes in order.</summary>
    public IReadOnlyList<Node> Ordered => ordered;

    public static OrganizationTree Of(IReadOnlyCollection<Node> rows)
    {
        var tree = new OrganizationTree(rows.Count);
        var known = rows.Select(r => r.Id).ToHashSet();
        var sorted = rows.OrderBy(r => r.Name, SortOrder.People).ThenBy(r => r.Id).ToList();
        var children = sorted.Where(r => r.ParentId is { } parent && known.Contains(parent)).ToLookup(r => r.ParentId!.Value);
        foreach (var root in sorted.Where(r => r.ParentId is not { } parent || !known.Contains(parent)))
        {
            tree.Add(root, null, children);
        }

        // Rows that were tampered with may form a ring; it is cut open rather than lost.
        foreach (var row in sorted.Where(r => !tree.places.ContainsKey(r.Id)))
        {
            tree.Add(row, null, children);
        }

        return tree;
    }

    /// <summary>Whether some of the rows are above themselves.</summary>
    public static bool HasRing(IReadOnlyCollection<Node> rows)
    {
        var tree = Of(rows);
        return rows.Any(r => tree.places[r.Id].Parent != (r.ParentId is { } parent && tree.Contains(parent) ? parent : null));
    }

    public bool Contains(Guid id) => places.ContainsKey(id);

    public Node this[Guid id] => ordered[places[id].Index];

    public Guid? ParentOf(Guid id) => places[id].Parent;

    public int DepthOf(Guid id) => places[id].Depth;

    /// <summary>How many levels are below it.</summary>
    public int HeightOf(Guid id) => Below(id).Select(n => places[n.Id].Depth).Append(places[id].Depth).Max() - places[id].Depth;

    /// <summary>How many levels there are.</summary>
    public int Levels => places.Values.Select(p => p.Depth + 1).DefaultIfEmpty().Max();

    public Guid RootOf(Guid id) => AncestorsOf(id) is [var root, ..] ? root : id;

    /// <summary>From the root down to the parent.</summary>
    public IReadOnlyList<Guid> AncestorsOf(Guid id)
    {
        var ancestors = new List<Guid>(places[id].Depth);
        for (var parent = places[id].Parent; parent is { } next; parent = places[next].Parent)
        {
            ancestors.Add(next);
        }

        ancestors.Reverse();
        return ancestors;
    }

    public IReadOnlyList<Guid> ChildrenOf(Guid id) => [.. Below(id).Where(n => places[n.Id].Parent == id).Select(n => n.Id)];

    public IReadOnlyList<Guid> DescendantsOf(Guid id) => [.. Below(id).Select(n => n.Id)];

    /// <summary>Ids from the root to the organization itself, separated by slashes.</summary>
    public string PathOf(Guid id) => string.Join('/', AncestorsOf(id).Append(id));

    /// <summary>These organizations and all below them; ids that are not in the tree are left out.</summary>
    public IReadOnlySet<Guid> Spread(IEnumerable<Guid> ids) => ids.Where(Contains).SelectMany(id => Below(id).Select(n => n.Id).Prepend(id)).ToHashSet();

    private List<Node> Below(Guid id)
    {
        var place = places[id];
        return ordered.GetRange(place.Index + 1, place.End - place.Index - 1);
    }

    private void Add(Node start, Guid? parent, ILookup<Guid, Node> children)
    {
        // Not recursive: a chain may be as long as a tenant has organizations.
        var open = new Stack<(Place Place, IEnumerator<Node> Children)>();
        Open(start, parent);
        while (open.TryPeek(out var top))
        {
            if (!top.Children.MoveNext())
            {
                top.Place.End = ordered.Count;
                open.Pop();
            }
            else if (!places.ContainsKey(top.Children.Current.Id))
            {
                Open(top.Children.Current, ordered[top.Place.Index].Id);
            }
        }

        void Open(Node node, Guid? above)
        {
            var place = new Place(ordered.Count, open.Count, above);
            places.Add(node.Id, place);
            ordered.Add(node);
            open.Push((place, children[node.Id].GetEnumerator()));
        }
    }
}
