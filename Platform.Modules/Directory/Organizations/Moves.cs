using Platform.Kernel.Identity;

namespace Platform.Directory.Organizations;

/// <summary>Which parent and children an organization may get, and what becomes of the others.</summary>
internal static class Moves
{
    public const string ParentNotFound = "Parent not found";
    public const string InvalidChild = "Invalid child assignment";
    public const string ChildIsItself = "Child cannot equal parent";
    public const string ParentIsItself = "Organization cannot be its own parent";
    public const string ParentIsDescendant = "Cannot assign descendant as parent";
    public const string ChildIsAncestor = "Cannot assign ancestor as child";
    public const string ChildHoldsParent = "Cannot assign descendant cycle";
    public const string TooDeep = "Organizations can be nested at most 25 levels deep";

    /// <param name="id">An organization of the tree, or one that is about to be created.</param>
    /// <param name="children">The whole set of children; null leaves them.</param>
    /// <returns>Why it may not be, or null.</returns>
    public static string? Refuse(OrganizationTree tree, Guid id, Guid? parent, IReadOnlyCollection<Guid>? children)
    {
        var known = tree.Contains(id);
        if (parent is { } above)
        {
            if (above == id)
            {
                return ParentIsItself;
            }

            if (!tree.Contains(above))
            {
                return ParentNotFound;
            }

            if (known && tree.DescendantsOf(id).Contains(above))
            {
                return ParentIsDescendant;
            }
        }

        if (children is null or { Count: 0 })
        {
            return known && tree.ParentOf(id) == parent || Fits(tree, id, parent, []) ? null : TooDeep;
        }

        var ancestors = known ? tree.AncestorsOf(id) : [];
        var newAncestors = parent is { } next ? tree.AncestorsOf(next).Append(next).ToHashSet() : [];
        return children switch
        {
            _ when children.Contains(id) => ChildIsItself,
            _ when !children.All(tree.Contains) => InvalidChild,
            _ when children.Any(ancestors.Contains) => ChildIsAncestor,
            _ when children.Any(newAncestors.Contains) => ChildHoldsParent,
            _ when !Fits(tree, id, parent, children) => TooDeep,
            _ => null,
        };
    }

    /// <summary>Whether the levels above, the organization and the longest of the lines below it stay within the bound.</summary>
    private static bool Fits(OrganizationTree tree, Guid id, Guid? parent, IReadOnlyCollection<Guid> children)
    {
        var level = parent is { } above ? tree.DepthOf(above) + 1 : 0;
        var below = children.Select(child => tree.HeightOf(child) + 1).Append(tree.Contains(id) ? tree.HeightOf(id) : 0).Max();
        return level + below < OrganizationTree.MaxLevels;
    }

    /// <summary>The parents that change when an organization gets this parent and these children.</summary>
    /// <remarks>Children that are no longer named move up to the organization's parent, as they do when it is deleted.</remarks>
    public static IReadOnlyDictionary<Guid, Guid?> Apply(OrganizationTree tree, Guid id, Guid? parent, IReadOnlyCollection<Guid>? children)
    {
        var changes = new Dictionary<Guid, Guid?>();
        if (tree.Contains(id) && tree[id].ParentId != parent)
        {
            changes[id] = parent;
        }

        if (children is not null)
        {
            var now = tree.Contains(id) ? tree.ChildrenOf(id) : [];
            foreach (var gone in now.Except(children))
            {
                changes[gone] = parent;
            }

            foreach (var come in children.Except(now))
            {
                changes[come] = id;
            }
        }

        return changes;
    }

    /// <summary>The parents that change when an organization goes: its children move up.</summary>
    public static IReadOnlyDictionary<Guid, Guid?> Remove(OrganizationTree tree, Guid id) =>
        tree.ChildrenOf(id).ToDictionary(child => child, _ => tree.ParentOf(id));
}
