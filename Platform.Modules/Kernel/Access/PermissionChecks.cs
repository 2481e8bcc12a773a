using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Access;

/// <summary>Asks whether a caller holds what an earlier change required, of whichever surface it was.</summary>
internal sealed class PermissionChecks(IEnumerable<IPermissionSource> sources)
{
    /// <summary>Held by super-admins only, whatever features anybody else has.</summary>
    public const string SuperAdmin = "superadmin";

    /// <returns>Null when the caller holds all of them.</returns>
    public async Task<Problem?> RefuseAsync(PlatformDb db, Caller caller, IReadOnlyList<string> required, CancellationToken cancellation)
    {
        foreach (var permission in caller.IsSuperAdmin ? [] : required)
        {
            var allowed = permission != SuperAdmin && (sources.FirstOrDefault(s => permission.StartsWith(s.Prefix, StringComparison.Ordinal)) is { } source
                ? await source.AllowsAsync(db, caller, permission, cancellation)
                : caller.Has(permission));
            if (!allowed)
            {
                return new Problem(ProblemKind.Forbidden, "Forbidden", Extra: new Dictionary<string, object> { ["requiredFeatures"] = required });
            }
        }

        return null;
    }
}
