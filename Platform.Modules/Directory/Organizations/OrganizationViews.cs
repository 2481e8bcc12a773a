using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Directory.Organizations;

/// <summary>Which organizations, and in which form.</summary>
[ValidatableType]
public sealed record OrganizationQuery(
    [property: FromQuery, OneOf("options", "tree", "manage")] string? View,
    [property: FromQuery, Range(1, 1_000_000)] int? Page,
    [property: FromQuery, Range(1, 200)] int? PageSize,
    [property: FromQuery, Text(0, 200)] string? Search,
    [property: FromQuery, StringLength(200 * 37)] string? Ids,
    [property: FromQuery] string? IncludeInactive,
    [property: FromQuery, OneOf("all", "active", "inactive")] string? Status)
{
    private const int MaxIds = 200;

    internal IReadOnlySet<Guid>? IdSet => (Ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(text => Guid.TryParseExact(text, "D", out var id) ? id : (Guid?)null).OfType<Guid>().Take(MaxIds).ToHashSet() is { Count: > 0 } ids ? ids : null;

    internal bool Keeps(Organization row) =>
        (Status ?? (View == "manage" || IncludeInactive?.ToUpperInvariant() is "TRUE" or "1" or "YES" ? "all" : "active")) switch
        {
            "active" => row.IsActive,
            "inactive" => !row.IsActive,
            _ => true,
        }
        && (string.IsNullOrWhiteSpace(Search) || row.Name.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase)
            || row.Slug?.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase) == true);
}

/// <summary>An organization and its place in the tree.</summary>
/// <param name="TreePath">Ids from the root to the organization itself, separated by slashes.</param>
/// <param name="PathLabel">The same in names.</param>
/// <param name="Children">Only in the view <c>tree</c>.</param>
public sealed record OrganizationItem(
    Guid Id, string Name, string? Slug, Guid TenantId, string? TenantName, Guid? ParentId, string? ParentName, int Depth, Guid RootId, string TreePath, string PathLabel,
    IReadOnlyList<Guid> AncestorIds, IReadOnlyList<Guid> ChildIds, IReadOnlyList<Guid> DescendantIds, int ChildrenCount, int DescendantsCount,
    bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<OrganizationItem> Children);

/// <summary>Organizations in the order of the tree; in the view <c>manage</c> a page of them.</summary>
public sealed record OrganizationPage(IReadOnlyList<OrganizationItem> Items, int Total, int Page, int PageSize, int TotalPages);

/// <summary>The organizations that the caller may see, as options, as a tree, or in pages.</summary>
internal static class OrganizationViews
{
    private const int DefaultPageSize = 50;

    public static void Map(RouteGroupBuilder directory, string path) =>
        directory.MapGet(path, ReadAsync).Requires("directory.organizations.view").WithSummary("List organizations")
            .WithDescription("`view=options` lists the active ones flat, `view=tree` nests them, `view=manage` pages through all with their relatives.");

    private static async Task<Outcome<OrganizationPage>> ReadAsync(
        [AsParameters] OrganizationQuery query, Caller caller, PlatformDb db, CancellationToken cancellation)
    {
        var rows = await db.Set<Organization>().AsNoTracking().ToDictionaryAsync(o => o.Id, cancellation);
        var tree = OrganizationTree.Of([.. rows.Values.Select(o => new Node(o.Id, o.ParentId, o.Name))]);
        var (reach, ids) = (Reach.Of(caller, tree), query.IdSet);
        var found = tree.Ordered.Where(n => reach.Has(n.Id) && ids?.Contains(n.Id) != false && query.Keeps(rows[n.Id])).ToList();
        var tenantName = await db.Set<Tenant>().Where(t => t.Id == caller.TenantId).Select(t => t.Name).SingleOrDefaultAsync(cancellation);
        return query.View switch
        {
            "manage" => Page(found.Select(n => n.Id).ToList(), query),
            "tree" => Whole(Nest(OrganizationTree.Of(found))),
            _ => Whole([.. found.Select(n => Show(n.Id, []))]),
        };

        OrganizationPage Page(List<Guid> all, OrganizationQuery asked)
        {
            var (page, size) = (asked.Page ?? 1, asked.PageSize ?? DefaultPageSize);
            var shown = all.Skip((int)Math.Min(int.MaxValue, (page - 1L) * size)).Take(size);
            return new OrganizationPage([.. shown.Select(id => Show(id, []))], all.Count, page, size, (all.Count + size - 1) / size);
        }

        OrganizationPage Whole(IReadOnlyList<OrganizationItem> items) => new(items, found.Count, 1, Math.Max(1, found.Count), found.Count == 0 ? 0 : 1);

        IReadOnlyList<OrganizationItem> Nest(OrganizationTree visible)
        {
            // From the last to the first, so that what is below is there when it is needed.
            var below = new Dictionary<Guid, List<OrganizationItem>>();
            var roots = new List<OrganizationItem>();
            foreach (var node in visible.Ordered.Reverse())
            {
                var children = below.Remove(node.Id, out var gathered) ? gathered : [];
                children.Reverse();
                (visible.ParentOf(node.Id) is { } parent ? below.TryGetValue(parent, out var siblings) ? siblings : below[parent] = [] : roots)
                    .Add(Show(node.Id, children));
            }

            roots.Reverse();
            return roots;
        }

        OrganizationItem Show(Guid id, IReadOnlyList<OrganizationItem> children)
        {
            var row = rows[id];
            var (ancestors, direct, all) = (Seen(tree.AncestorsOf(id)), tree.ChildrenOf(id), tree.DescendantsOf(id));
            var parent = row.ParentId is { } above && rows.ContainsKey(above) && reach.Has(above) ? above : (Guid?)null;
            return new OrganizationItem(
                id, row.Name, row.Slug, row.TenantId, tenantName, row.ParentId, parent is { } p ? rows[p].Name : null,
                tree.DepthOf(id), tree.RootOf(id), tree.PathOf(id), string.Join(" / ", ancestors.Append(id).Select(a => rows[a].Name)),
                tree.AncestorsOf(id), direct, all, direct.Count, all.Count, row.IsActive, row.CreatedAt, row.UpdatedAt, children);
        }

        // Names of what is above the caller's reach are not his to know.
        List<Guid> Seen(IReadOnlyList<Guid> line) => [.. line.Where(reach.Has)];
    }
}
