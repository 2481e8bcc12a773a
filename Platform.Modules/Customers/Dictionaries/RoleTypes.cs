using Microsoft.EntityFrameworkCore;
using Platform.Customers.Roles;
using Platform.Directory.Contracts;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.Customers.Dictionaries;

/// <summary>Role types stay as long as somebody has such a role.</summary>
internal static class RoleTypes
{
    public const string InUse = "role_type_in_use";

    /// <summary>Holds the choices that a role type may come from until the transaction ends.</summary>
    public static Task HoldAsync(PlatformDb db, string roleType, CancellationToken cancellation)
    {
        var normalized = NormalizedKey.Of(roleType);
        return db.Set<Choice>().AsNoTracking().Where(c => c.Kind == ChoiceKinds.RoleTypes && c.NormalizedValue == normalized)
            .OrderBy(c => c.Id).ForUpdate().ToListAsync(cancellation);
    }

    /// <summary>Refuses to take a choice away, or to rename it, when it is a role type that the organization or one below uses.</summary>
    /// <param name="value">The choice's value so far.</param>
    public static async Task<Problem?> RefuseUsedAsync(PlatformDb db, OrganizationLines lines, Choice choice, string value, CancellationToken cancellation)
    {
        if (choice.Kind != ChoiceKinds.RoleTypes)
        {
            return null;
        }

        var key = NormalizedKey.Of(value);
        var below = await lines.DownAsync(choice.OrganizationId, cancellation);
        var customers = db.Set<Customer>();
        var uses = await db.Set<CustomerRole>().IgnoreQueryFilters([PlatformDb.OrganizationFilter])
            .CountAsync(r => r.RoleTypeKey == key && below.Contains(r.OrganizationId!.Value)
                && customers.Any(c => c.Id == r.CustomerId), cancellation);
        return uses == 0
            ? null
            : new Problem(ProblemKind.Conflict, "The role type is in use", Code: InUse, Extra: new Dictionary<string, object> { ["usageCount"] = uses });
    }
}
