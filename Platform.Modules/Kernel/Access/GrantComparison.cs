using Platform.Kernel.Http;

namespace Platform.Kernel.Access;

/// <summary>Compares what people hold as pairs of a feature and a place: a feature in one organization is not the feature in another, or in all of them.</summary>
/// <remarks>Organizations are given with those below them. Everywhere is more than any list, because organizations come.</remarks>
internal static class GrantComparison
{
    private static readonly string[] OnlySuperAdmins = ["*", "directory.*"];
    private const string Tenants = "directory.tenants";

    /// <summary>What only super-admins may hand out is taken off a list without a word; the answer says that something was.</summary>
    public static (IReadOnlyList<string> Features, bool Sanitized) Sanitize(Grants giver, IReadOnlyList<string> features)
    {
        if (giver.IsSuperAdmin)
        {
            return (features, false);
        }

        var kept = features.Where(f => !OnlySuperAdmins.Contains(f) && !f.StartsWith(Tenants, StringComparison.Ordinal)).ToList();
        return (kept, kept.Count < features.Count);
    }

    /// <param name="giver">All that he holds, one after the other.</param>
    /// <returns>Why he may not make of one holder's grants the others, or null: what is given and what is taken must be his own.</returns>
    public static Problem? Refuse(IReadOnlyList<Grants> giver, Grants before, Grants after) =>
        giver.Any(g => g.IsSuperAdmin) ? null
        : after.IsSuperAdmin && !before.IsSuperAdmin ? Forbidden("Only super administrators can grant super administrator access.")
        : before.IsSuperAdmin ? Forbidden("Only super administrators can change super administrator access.")
        : RefusePairs(giver, after, before, "grant") ?? RefusePairs(giver, before, after, "take away");

    /// <summary>Whether somebody holds all that another one does: then he could do nothing more in that one's name.</summary>
    public static bool Covers(Grants one, Grants other) => one.IsSuperAdmin || (!other.IsSuperAdmin && RefusePairs([one], other, Grants.None, "") is null);

    /// <summary>Of what one side has and the other has not, the first that is not the giver's.</summary>
    private static Problem? RefusePairs(IReadOnlyList<Grants> giver, Grants has, Grants lacks, string verb)
    {
        var others = Except(has.Organizations, lacks.Organizations);
        foreach (var feature in has.Features)
        {
            var places = lacks.Allow(feature) ? others : has.Organizations;
            if (places is { Count: 0 })
            {
                continue;
            }

            var own = giver.Where(g => g.Allow(feature)).ToList();
            if (own.Count == 0)
            {
                return Forbidden(feature.EndsWith('*') ? $"Cannot {verb} feature wildcard {feature}." : $"Cannot {verb} feature {feature}.");
            }

            if (own.Any(g => g.Organizations is null))
            {
                continue;
            }

            if (places is null)
            {
                return Forbidden($"Cannot {verb} access to all organizations.");
            }

            if (places.Except(own.SelectMany(g => g.Organizations!)).Select(p => (Guid?)p).FirstOrDefault() is { } place)
            {
                return Forbidden($"Cannot {verb} access to organization {place}.");
            }
        }

        return null;
    }

    private static IReadOnlyList<Guid>? Except(IReadOnlyList<Guid>? places, IReadOnlyList<Guid>? others) => others is null ? [] : places is null ? null : [.. places.Except(others)];

    private static Problem Forbidden(string why) => new(ProblemKind.Forbidden, why);
}
