namespace Platform.Kernel.Access;

/// <summary>Where a request works: pure, from what a caller may and what he has selected.</summary>
internal static class Selection
{
    public const string All = "__all__";

    /// <param name="selected">The organization cookie; what the caller may not select is as good as nothing.</param>
    public static (Guid? OrganizationId, IReadOnlyList<Guid>? Organizations) Of(
        Staff staff, IReadOnlyDictionary<Guid, OrganizationNode> tree, string? selected)
    {
        var allowed = Allowed(staff.Grants, tree);
        var own = staff.OrganizationId is { } id && IsOpen(id, allowed, tree) ? staff.OrganizationId : null;
        if (Guid.TryParse(selected, out var wanted) && IsOpen(wanted, allowed, tree) && tree[wanted].IsActive)
        {
            return (wanted, Below(wanted, allowed, tree));
        }

        if (selected == All)
        {
            return (own ?? First(allowed), allowed is null ? null : [.. allowed]);
        }

        if (staff.Grants.IsSuperAdmin)
        {
            return (own, null);
        }

        var fallback = own ?? First(allowed);
        return (fallback, fallback is { } organization ? Below(organization, allowed, tree) : []);
    }

    /// <summary>The organizations of an access list with all below them; null for every one.</summary>
    public static IReadOnlySet<Guid>? Allowed(Grants grants, IReadOnlyDictionary<Guid, OrganizationNode> tree) => grants.Organizations is not { } listed
        ? null
        : listed.Where(tree.ContainsKey).SelectMany(o => tree[o].DescendantIds.Prepend(o)).Where(tree.ContainsKey).ToHashSet();

    private static Guid? First(IReadOnlySet<Guid>? allowed) => allowed is { Count: > 0 } ? allowed.Order().First() : null;

    private static bool IsOpen(Guid id, IReadOnlySet<Guid>? allowed, IReadOnlyDictionary<Guid, OrganizationNode> tree) =>
        tree.ContainsKey(id) && (allowed is null || allowed.Contains(id));

    private static List<Guid> Below(Guid id, IReadOnlySet<Guid>? allowed, IReadOnlyDictionary<Guid, OrganizationNode> tree) =>
        [.. tree[id].DescendantIds.Prepend(id).Where(o => allowed is null || allowed.Contains(o))];
}
