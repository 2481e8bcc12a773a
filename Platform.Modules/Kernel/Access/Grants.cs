namespace Platform.Kernel.Access;

/// <summary>What somebody may do: features, some with wildcards, and the organizations in which.</summary>
/// <param name="Organizations">Null for every organization of the tenant.</param>
public sealed record Grants(bool IsSuperAdmin, IReadOnlyList<string> Features, IReadOnlyList<Guid>? Organizations)
{
    public static readonly Grants None = new(false, [], []);

    /// <summary>What super-admins may, and the platform itself.</summary>
    public static readonly Grants Everything = new(true, ["*"], null);

    /// <summary>What an access list says.</summary>
    public static Grants Of(AccessList list) => list.IsSuperAdmin ? Everything : new(false, list.Features, list.Organizations);

    /// <summary>What several of them give to one holder: every feature in every place, as soon as one of them names it.</summary>
    public static Grants Union(IReadOnlyCollection<Grants> all) => all.Any(g => g.IsSuperAdmin)
        ? Everything
        : new(false, [.. all.SelectMany(g => g.Features).Distinct()], all.Any(g => g.Organizations is null) ? null : [.. all.SelectMany(g => g.Organizations!).Distinct()]);

    /// <summary>What a key of an organization makes of its roles' grants.</summary>
    public Grants In(Guid? organization) => Organizations is null ? this : this with { Organizations = organization is { } own ? [own] : [] };

    public bool Allow(string feature) => IsSuperAdmin || Features.Any(granted => Covers(granted, feature));

    public bool AllowAll(IEnumerable<string> features) => features.All(Allow);

    /// <summary><c>*</c> covers everything, <c>a.b.*</c> covers <c>a.b</c> and what is under it.</summary>
    public static bool Covers(string granted, string feature) =>
        granted == "*" || granted == feature
        || (granted.EndsWith(".*", StringComparison.Ordinal)
            && feature.StartsWith(granted[..^2], StringComparison.Ordinal)
            && (feature.Length == granted.Length - 2 || feature[granted.Length - 2] == '.'));
}
