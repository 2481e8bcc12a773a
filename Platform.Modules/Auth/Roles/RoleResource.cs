using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;

namespace Platform.Auth.Roles;

/// <summary>The roles of a tenant.</summary>
internal sealed class RoleResource(SystemDb system)
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

    /// <summary>Super-admins see the roles of all tenants, until they name one.</summary>
    protected override IQueryable<Role> Listed(CrudContext context, IReadOnlyList<Field<Role>> hidden) =>
        hidden.Count == 0 && SeesAllTenants(context) ? EverybodysDb(context).Set<Role>() : Rows(context);

    private static bool SeesAllTenants(CrudContext context) => context.Caller.IsSuperAdmin && context.Caller.TenantId == context.Caller.HomeTenantId
        && !context.Http.Request.Query.ContainsKey("tenantId") && !context.Http.Request.Cookies.ContainsKey(AccessControl.TenantCookie);

    /// <summary>One for the request, and over with it.</summary>
    private PlatformDb EverybodysDb(CrudContext context)
    {
        if (context.Http.Items[typeof(RoleResource)] is not PlatformDb db)
        {
            db = system.Open();
            context.Http.Items[typeof(RoleResource)] = db;
            context.Http.Response.RegisterForDisposeAsync(db);
        }

        return db;
    }

    protected override Problem? OnDuplicate(string constraint) => constraint == RoleTable.UniqueName ? Taken : null;

    protected override Task<Problem?> BeforeAsync(Write<Role> write, CancellationToken cancellation)
    {
        write.Row.Name = write.Row.Name.Trim();
        return Task.FromResult(write.IsNull("tenantId") ? Problem.OfField("tenantId", "a role belongs to a tenant") : null);
    }

    protected override async Task<Problem?> CheckAsync(PendingRow<Role> pending, CancellationToken cancellation)
    {
        var (role, db) = (pending.Row, pending.Db);
        if (pending.Kind == WriteKind.Delete)
        {
            if (await IsAssignedAsync(pending, cancellation))
            {
                return Refusal("Role has assigned users");
            }

            db.RemoveRange(await db.Set<AccessList>().Where(a => a.HolderId == role.Id).ToListAsync(cancellation));
            return IsReserved(role.Name) ? Refusal("Role name is reserved") : null;
        }

        if (!pending.Changes(nameof(Role.Name)))
        {
            return null;
        }

        var before = pending.Before<string>(nameof(Role.Name));
        if (IsReserved(role.Name) || (before is not null && IsReserved(before)))
        {
            return Refusal("Role name is reserved");
        }

        if (before is not null && before != role.Name && await IsAssignedAsync(pending, cancellation))
        {
            return Refusal("Role has assigned users and cannot be renamed");
        }

        var key = NormalizedKey.Of(role.Name);
        return await db.Set<Role>().AnyAsync(r => r.Id != role.Id && r.NameKey == key, cancellation) ? Taken : null;
    }

    private static bool IsReserved(string name) => NormalizedKey.Of(name) == Role.SuperAdmin;

    private static Task<bool> IsAssignedAsync(PendingRow<Role> pending, CancellationToken cancellation) =>
        pending.Db.Set<UserRole>().AnyAsync(r => r.RoleId == pending.Row.Id, cancellation);

    private static Problem Refusal(string why) => Problem.OfField("name", why);

    private async Task<Func<Role, object?>> CountUsersAsync(CrudContext context, IReadOnlyList<Role> roles, CancellationToken cancellation)
    {
        var ids = roles.Select(r => r.Id).ToList();
        var counts = await (SeesAllTenants(context) ? EverybodysDb(context) : context.Db).Set<UserRole>().Where(r => ids.Contains(r.RoleId))
            .GroupBy(r => r.RoleId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        return role => counts.GetValueOrDefault(role.Id);
    }

    private static async Task<Func<Role, object?>> NameTenantAsync(CrudContext context, IReadOnlyList<Role> roles, CancellationToken cancellation)
    {
        var tenants = roles.Select(r => r.TenantId).Distinct().ToList();
        var names = await context.Db.Set<Tenant>().IgnoreQueryFilters([PlatformDb.DeletedFilter]).Where(t => tenants.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Name, cancellation);
        return role => names.GetValueOrDefault(role.TenantId);
    }
}
