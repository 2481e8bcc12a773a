namespace Platform.Kernel.Access;

/// <summary>What somebody may do: features, some with wildcards, and the organizations in which.</summary>
/// <param name="Organizations">Null for every organization of the tenant.</param>
public sealed record Grants(bool IsSuperAdmin, IReadOnlyList<string> Features, IReadOnlyList<Guid>? Organizations)
{
    public static readonly Grants None = new(false, [], []);

    public bool Allow(string feature) => IsSuperAdmin || Features.Any(granted => Covers(granted, feature));

    public bool AllowAll(IEnumerable<string> features) => features.All(Allow);

    /// <summary><c>*</c> covers everything, <c>a.b.*</c> covers <c>a.b</c> and what is under it.</summary>
    public static bool Covers(string granted, string feature) =>
        granted == "*" || granted == feature
        || (granted.EndsWith(".*", StringComparison.Ordinal)
            && feature.StartsWith(granted[..^2], StringComparison.Ordinal)
            && (feature.Length == granted.Length - 2 || feature[granted.Length - 2] == '.'));
}
