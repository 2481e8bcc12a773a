using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;

namespace Platform.Auth.Users;

/// <summary>What lists of users show and find besides their own columns, each with at most one query for all rows.</summary>
internal static class UserColumns
{
    public static Expression<Func<User, bool>>? WithRoles(CrudContext context, string text)
    {
        var ids = ValueList.Of(text, keepEmpty: true)?.ConvertAll(t => Guid.TryParse(t, out var id) ? id : Guid.Empty);
        var assigned = context.Db.Set<UserRole>();
        return ids is null || ids.Contains(Guid.Empty) ? null : user => assigned.Any(r => r.UserId == user.Id && ids.Contains(r.RoleId));
    }

    /// <summary>Who belongs to an organization, or has a role, whose name contains the text. Both are few, and looked up first.</summary>
    public static async Task<Expression<Func<User, bool>>?> InPlaceOrRoleAsync(CrudContext context, string text, CancellationToken cancellation)
    {
        var (db, pattern) = (context.Db, Like.Containing(text));
        var places = await db.Set<Organization>().Where(o => EF.Functions.Like(FoldedText.Column(o.Name), pattern, Like.Escape)).Select(o => (Guid?)o.Id).ToListAsync(cancellation);
        var roles = await RoleGivings.Visible(db, context.Caller).Where(r => EF.Functions.Like(FoldedText.Column(r.Name), pattern, Like.Escape)).Select(r => r.Id).ToListAsync(cancellation);
        var holders = db.Set<UserRole>().Where(r => roles.Contains(r.RoleId)).Select(r => r.UserId);
        return (places.Count > 0, roles.Count > 0) switch
        {
            (false, false) => null,
            (true, false) => user => places.Contains(user.OrganizationId),
            (false, true) => user => holders.Contains(user.Id),
            (true, true) => user => places.Contains(user.OrganizationId) || holders.Contains(user.Id),
        };
    }

    public static async Task<Func<User, object?>> OrganizationsAsync(CrudContext context, IReadOnlyList<User> users, CancellationToken cancellation)
    {
        var names = (await NamesAsync(context, cancellation))?.Organizations;
        return user => user.OrganizationId is { } id ? names?.GetValueOrDefault(id) : null;
    }

    public static async Task<Func<User, object?>> TenantAsync(CrudContext context, IReadOnlyList<User> users, CancellationToken cancellation)
    {
        var name = (await NamesAsync(context, cancellation))?.Tenant;
        return _ => name;
    }

    private static ValueTask<TenantNames?> NamesAsync(CrudContext context, CancellationToken cancellation) =>
        context.Http.RequestServices.GetRequiredService<StaffDirectory>().NamesAsync(context.Caller.TenantId, cancellation);

    /// <summary>Names of roles, without those that the caller may not see.</summary>
    public static async Task<Func<User, object?>> RolesAsync(CrudContext context, IReadOnlyList<User> users, CancellationToken cancellation)
    {
        var ids = users.Select(u => u.Id).ToList();
        var rows = await context.Db.Set<UserRole>().Where(r => ids.Contains(r.UserId))
            .Join(RoleGivings.Visible(context.Db, context.Caller), ur => ur.RoleId, r => r.Id, (ur, r) => new { ur.UserId, r.Name }).ToListAsync(cancellation);
        var names = rows.ToLookup(r => r.UserId, r => r.Name);
        return user => names[user.Id].Order(StringComparer.Ordinal).ToArray();
    }
}
