using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;

namespace Platform.Auth.Roles;

/// <summary>The roles of a tenant.</summary>
internal sealed class RoleResource()
    : Resource<Role>("auth.role", "Role", new CrudAccess("auth.roles.list", "auth.roles.manage"))
{
    private static readonly Problem Taken = Refusal("A role with this name already exists");

    protected override void Describe(Fields<Role> fields)
    {
        fields.Add("id", r => r.Id).ReadOnly();
        fields.Add("name", r => r.Name).Required().Max(100).Searched().Sorted();
        fields.Add("tenantId", r => r.TenantId).ReadOnly();
        fields.Add("createdAt", r => r.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", r => r.UpdatedAt).ReadOnly().Sorted();
        fields.Compute("usersCount", CountUsersAsync);
        fields.Compute("tenantName", NameTenantAsync);
    }

    protected override IQueryable<Role> Rows(CrudContext context) => RoleGivings.Visible(context.Db, context.Caller);

    protected override Problem? OnDuplicate(string constraint) => constraint == RoleTable.UniqueName ? Taken : null;

    protected override async Task<Problem?> BeforeAsync(Write<Role> write, CancellationToken cancellation)
    {
        var (role, db, policy) = (write.Row, write.Context.Db, write.Context.Http.RequestServices.GetRequiredService<GrantPolicy>());
        if (write.Kind == WriteKind.Delete)
        {
            if (await IsAssignedAsync(write, cancellation))
            {
                return Refusal("Role has assigned users");
            }

            db.RemoveRange(await db.Set<AccessList>().Where(a => a.HolderId == role.Id).ToListAsync(cancellation));
            return IsReserved(role.Name) ? Refusal("Role name is reserved") : await policy.RefuseAsync(cancellation);
        }

        if (write.Kind == WriteKind.Update && await RefuseWiderAsync(write, policy, cancellation) is { } wider)
        {
            return wider;
        }

        role.Name = role.Name.Trim();
        if (!write.Changes(nameof(Role.Name)))
        {
            return null;
        }

        var before = write.Kind == WriteKind.Update ? (string?)db.Entry(role).Property(nameof(Role.Name)).OriginalValue : null;
        if (IsReserved(role.Name) || (before is not null && IsReserved(before)))
        {
            return Refusal("Role name is reserved");
        }

        if (before is not null && before != role.Name && await IsAssignedAsync(write, cancellation))
        {
            return Refusal("Role has assigned users and cannot be renamed");
        }

        var key = NormalizedKey.Of(role.Name);
        return await db.Set<Role>().AnyAsync(r => r.Id != role.Id && r.NameKey == key, cancellation) ? Taken : null;
    }

    /// <summary>Under another name a role would be given to others than it is meant for.</summary>
    private static async Task<Problem?> RefuseWiderAsync(Write<Role> write, GrantPolicy policy, CancellationToken cancellation)
    {
        var (caller, id) = (write.Context.Caller, write.Row.Id);
        return caller.IsSuperAdmin || await write.Context.Db.Set<AccessList>().AsNoTracking().SingleOrDefaultAsync(a => a.HolderId == id, cancellation) is not { } list
            || GrantComparison.Covers(await policy.SpreadAsync(caller.Grants, cancellation), await policy.SpreadAsync(Grants.Of(list), cancellation))
            ? null
            : new Problem(ProblemKind.Forbidden, "Not authorized to change a role with more permissions than your own");
    }

    private static bool IsReserved(string name) => NormalizedKey.Of(name) == Role.SuperAdmin;

    private static Task<bool> IsAssignedAsync(Write<Role> write, CancellationToken cancellation) =>
        write.Context.Db.Set<UserRole>().AnyAsync(r => r.RoleId == write.Row.Id, cancellation);

    private static Problem Refusal(string why) => Problem.OfField("name", why);

    private static async Task<Func<Role, object?>> CountUsersAsync(CrudContext context, IReadOnlyList<Role> roles, CancellationToken cancellation)
    {
        var ids = roles.Select(r => r.Id).ToList();
        var counts = await context.Db.Set<UserRole>().Where(r => ids.Contains(r.RoleId))
            .GroupBy(r => r.RoleId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        return role => counts.GetValueOrDefault(role.Id);
    }

    private static async Task<Func<Role, object?>> NameTenantAsync(CrudContext context, IReadOnlyList<Role> roles, CancellationToken cancellation)
    {
        var name = await context.Db.Set<Tenant>().Where(t => t.Id == context.Caller.TenantId).Select(t => t.Name).SingleOrDefaultAsync(cancellation);
        return _ => name;
    }
}
