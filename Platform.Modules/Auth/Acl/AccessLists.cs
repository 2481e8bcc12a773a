using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Auth.Acl;

/// <summary>What somebody wants a role or a user to hold.</summary>
internal sealed record Wanted(bool? IsSuperAdmin, IReadOnlyList<string?>? Features, IReadOnlyList<Guid>? Organizations);

/// <summary>Reads and writes access lists, of roles and of users alike.</summary>
internal sealed class AccessLists(PlatformDb db, Caller caller, StaffDirectory staff, TimeProvider clock)
{
    private const int MaxFeatures = 500;
    private const int MaxFeatureLength = 128;
    private const int MaxOrganizations = 500;

    public Task<AccessList?> FindAsync(Guid holderId, CancellationToken cancellation) =>
        db.Set<AccessList>().AsNoTracking().SingleOrDefaultAsync(a => a.HolderId == holderId, cancellation);

    /// <summary>Replaces a list; the row of its holder is locked, so that two at once come one after the other.</summary>
    /// <param name="dropEmpty">Whether a list that grants nothing goes altogether.</param>
    public async Task<Outcome<AclSaved>> SaveAsync(Change change, Guid holderId, bool isUsers, Wanted wanted, bool dropEmpty, CancellationToken cancellation)
    {
        if (await RefuseAsync(wanted, cancellation) is { } invalid)
        {
            return invalid;
        }

        var list = await db.Set<AccessList>().SingleOrDefaultAsync(a => a.HolderId == holderId, cancellation);
        var before = (IsSuperAdmin: list?.IsSuperAdmin ?? false, Features: list?.Features ?? []);
        var (features, sanitized) = GrantComparison.Sanitize(caller.Grants, [.. (wanted.Features ?? before.Features).OfType<string>().Distinct(StringComparer.Ordinal)]);
        var isSuperAdmin = wanted.IsSuperAdmin ?? before.IsSuperAdmin;
        var now = clock.Now();
        if (dropEmpty && features.Count == 0 && !isSuperAdmin)
        {
            db.RemoveRange(list is null ? [] : [list]);
        }
        else
        {
            list ??= db.Add(new AccessList { TenantId = caller.TenantId, HolderId = holderId, IsUsers = isUsers, CreatedAt = now }).Entity;
            (list.IsSuperAdmin, list.Features, list.Organizations, list.UpdatedAt) = (isSuperAdmin, [.. features], wanted.Organizations?.ToList(), now);
        }

        // Taking back a change of permissions would go around the guard: it is recorded, and made anew by whoever may.
        var (kind, label) = isUsers ? ("auth.user", "Change permissions of user") : ("auth.role", "Change permissions of role");
        change.Describe(label, kind, holderId).NotUndoable();
        return new AclSaved(true, sanitized);
    }

    private async Task<Problem?> RefuseAsync(Wanted wanted, CancellationToken cancellation)
    {
        if (wanted.Features is { } features && (features.Count > MaxFeatures || features.Any(f => f is not { Length: > 0 and <= MaxFeatureLength } || f.Any(char.IsControl))))
        {
            return Invalid("features", $"must be at most {MaxFeatures} names of at most {MaxFeatureLength} characters");
        }

        if (wanted.Organizations is not { Count: > 0 } places)
        {
            return null;
        }

        var tree = await staff.OrganizationsAsync(caller.TenantId, cancellation);
        return places.Count <= MaxOrganizations && places.All(o => tree?.ContainsKey(o) == true) ? null : Invalid("organizations", "must be organizations of the tenant");
    }

    private static Problem Invalid(string field, string why) => new(ProblemKind.Invalid, "Invalid input", Fields: new Dictionary<string, string[]> { [field] = [why] });
}
