using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.Kernel.Access;

/// <summary>Finds the roles that a caller wants to give to somebody; whether he may, <see cref="GrantPolicy"/> says.</summary>
internal sealed class RoleGivings(PlatformDb db, Caller caller)
{
    private const int MaxRoles = 100;

    /// <summary>The roles that the caller knows of: only super-admins see those that make super-admins.</summary>
    public static IQueryable<Role> Visible(PlatformDb db, Caller caller)
    {
        var roles = db.Set<Role>().Where(r => r.TenantId == caller.TenantId);
        return caller.IsSuperAdmin ? roles
            : roles.Where(r => r.Name != Role.SuperAdmin && !db.Set<AccessList>().Any(a => a.HolderId == r.Id && a.IsSuperAdmin));
    }

    /// <summary>Finds roles by id or name and locks them, so that none of them goes meanwhile.</summary>
    /// <param name="had">Roles that the receiver has already: they may be named, even those that the caller does not see.</param>
    public async Task<(List<Role> Roles, Problem? Problem)> FindAsync(IReadOnlyList<string> wanted, IReadOnlyCollection<Guid> had, CancellationToken cancellation)
    {
        var ids = wanted.Take(MaxRoles).Select(w => Guid.TryParse(w, out var id) ? id : Guid.Empty).ToList();
        var names = wanted.Take(MaxRoles).Select(w => w.Trim()).ToList();
        var keys = names.ConvertAll(NormalizedKey.Of);
        var roles = await db.Set<Role>().Where(r => r.TenantId == caller.TenantId && (ids.Contains(r.Id) || keys.Contains(r.NameKey)))
            .OrderBy(r => r.Id).ForUpdate().ToListAsync(cancellation);
        var visible = await Visible(db, caller).Where(r => ids.Contains(r.Id) || keys.Contains(r.NameKey)).Select(r => r.Id).ToListAsync(cancellation);
        roles.RemoveAll(r => !visible.Contains(r.Id) && !had.Contains(r.Id));
        var unknown = names.Where(n => !roles.Exists(r => r.NameKey == NormalizedKey.Of(n) || r.Id.ToString().Equals(n, StringComparison.OrdinalIgnoreCase))).ToList();
        if (unknown.Count > 0 || wanted.Count > MaxRoles)
        {
            var why = unknown.Count > 0 ? $"Role(s) not found: {string.Join(", ", unknown.Select(n => $"\"{n}\""))}" : $"At most {MaxRoles} roles";
            return ([], Problem.OfField("roles", why));
        }

        return (roles, null);
    }

    /// <summary>Those of some roles that the caller does not see: what he does not see he cannot take away either.</summary>
    public async Task<IReadOnlyList<Guid>> HiddenAsync(IReadOnlyList<Guid> roleIds, CancellationToken cancellation)
    {
        var visible = await Visible(db, caller).Where(r => roleIds.Contains(r.Id)).Select(r => r.Id).ToListAsync(cancellation);
        return [.. roleIds.Except(visible)];
    }
}
