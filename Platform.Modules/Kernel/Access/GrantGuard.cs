using Platform.Kernel.Http;

namespace Platform.Kernel.Access;

/// <summary>Nobody hands out more than he holds himself.</summary>
internal static class GrantGuard
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

    /// <param name="before">What the holder has already: leaving it is no gift.</param>
    /// <returns>Why the giver may not give it, or null.</returns>
    public static Problem? Refuse(Grants giver, Grants given, Grants before)
    {
        if (giver.IsSuperAdmin)
        {
            return null;
        }

        if (given.IsSuperAdmin && !before.IsSuperAdmin)
        {
            return Forbidden("Only super administrators can grant super administrator access.");
        }

        if (given.Features.FirstOrDefault(f => !giver.Allow(f) && !before.Features.Contains(f)) is { } feature)
        {
            return Forbidden(feature.EndsWith('*') ? $"Cannot grant feature wildcard {feature}." : $"Cannot grant feature {feature}.");
        }

        if (giver.Organizations is not { } own)
        {
            return null;
        }

        return given.Organizations is not { } places
            ? before.Organizations is null && before != Grants.None ? null : Forbidden("Cannot grant access to all organizations.")
            : places.Where(o => !own.Contains(o) && before.Organizations?.Contains(o) != true).Select(o => Forbidden($"Cannot grant access to organization {o}.")).FirstOrDefault();
    }

    /// <summary>Whether somebody holds all that another one does: then he could do nothing more in that one's name.</summary>
    public static bool Covers(Grants one, Grants other) =>
        one.IsSuperAdmin || (!other.IsSuperAdmin && other.Features.All(one.Allow)
            && (one.Organizations is null || other.Features.Count == 0 || (other.Organizations is { } places && places.All(one.Organizations.Contains))));

    private static Problem Forbidden(string why) => new(ProblemKind.Forbidden, why);
}
