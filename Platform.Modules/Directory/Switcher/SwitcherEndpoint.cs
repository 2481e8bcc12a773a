using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Directory.Organizations;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Directory.Switcher;

/// <summary>An organization in the menu.</summary>
/// <param name="Selectable">False for what is only there to show where the others belong.</param>
public sealed record MenuItem(Guid Id, string Name, int Depth, bool Selectable, IReadOnlyList<MenuItem> Children);

/// <summary>A tenant in the menu.</summary>
public sealed record MenuTenant(Guid Id, string Name, bool IsActive);

/// <summary>What the caller may switch to.</summary>
/// <param name="SelectedId">Null for all organizations.</param>
/// <param name="Tenants">For super-admins only.</param>
public sealed record Menu(
    IReadOnlyList<MenuItem> Items, Guid? SelectedId, bool CanManage, bool CanViewAllOrganizations, Guid? TenantId, IReadOnlyList<MenuTenant> Tenants, bool IsSuperAdmin);

/// <summary>The menu of organizations and tenants.</summary>
internal static class SwitcherEndpoint
{
    public static void Map(RouteGroupBuilder directory) =>
        directory.MapGet("/organization-switcher", ReadAsync).WithSummary("Read the menu of organizations that you may switch to")
            .WithDescription("The cookie `om_selected_org` selects an organization, and `__all__` all of them; a super-admin also selects a tenant by `om_selected_tenant`.");

    private static async Task<Outcome<Menu>> ReadAsync(Caller caller, PlatformDb db, CancellationToken cancellation)
    {
        var rows = await db.Set<Organization>().AsNoTracking().Where(o => o.IsActive).ToListAsync(cancellation);
        var tree = OrganizationTree.Of(rows.ConvertAll(o => new Node(o.Id, o.ParentId, o.Name)));
        var reach = Reach.Of(caller, tree);
        var shown = tree.Ordered.Where(n => reach.Has(n.Id)).SelectMany(n => tree.AncestorsOf(n.Id).Append(n.Id)).ToHashSet();

        // Tenants are a global table: whoever is no super-admin is not shown them.
        var tenants = caller.IsSuperAdmin
            ? await db.Set<Tenant>().AsNoTracking().OrderBy(t => t.Name).ThenBy(t => t.Id).Select(t => new MenuTenant(t.Id, t.Name, t.IsActive)).ToListAsync(cancellation)
            : [];
        return new Menu(
            [.. tree.Ordered.Where(n => tree.ParentOf(n.Id) is null && shown.Contains(n.Id)).Select(Show)],
            caller.Organizations is null ? null : caller.OrganizationId,
            caller.Has("directory.organizations.manage"), reach.IsWhole, caller.TenantId, tenants, caller.IsSuperAdmin);

        MenuItem Show(Node node) => new(
            node.Id, node.Name, tree.DepthOf(node.Id), reach.Has(node.Id),
            [.. tree.ChildrenOf(node.Id).Where(shown.Contains).Select(id => Show(tree[id]))]);
    }
}
