using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Directory.Organizations;

/// <summary>The organizations that the caller may see, as options, as a tree, or in pages.</summary>
internal static class OrganizationViews
{
    private const int DefaultPageSize = 50;

    public static void Map(RouteGroupBuilder directory, string path) =>
        directory.MapGet(path, ReadAsync).Requires("directory.organizations.view").WithSummary("List organizations")
            .WithDescription("`view=options` lists the active ones flat, `view=tree` nests them, `view=manage` pages through all with their relatives.");

    private static async Task<Outcome<OrganizationPage>> ReadAsync(
        [AsParameters] OrganizationQuery query, CrudContext context, CancellationToken cancellation)
    {
        var (db, caller) = (context.Db, context.Caller);
        var rows = await db.Set<Organization>().AsNoTracking().ToDictionaryAsync(o => o.Id, cancellation);
        var tree = OrganizationTree.Of([.. rows.Values.Select(o => new Node(o.Id, o.ParentId, o.Name))]);
        var (reach, ids) = (Reach.Of(caller, tree), query.IdSet);
        var found = tree.Ordered.Where(n => reach.Has(n.Id) && ids?.Contains(n.Id) != false && query.Keeps(rows[n.Id])).ToList();
        var tenantName = await db.Set<Tenant>().Where(t => t.Id == caller.TenantId).Select(t => t.Name).SingleOrDefaultAsync(cancellation);
        return query.View switch
        {
            "manage" => await WithCustomAsync(Page(found.ConvertAll(n => n.Id), query), rows, context, cancellation),
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
                id, row.Name, row.Slug, row.LogoUrl, row.TenantId, tenantName, row.ParentId, parent is { } p ? rows[p].Name : null,
                tree.DepthOf(id), tree.RootOf(id), tree.PathOf(id), string.Join(" / ", ancestors.Append(id).Select(a => rows[a].Name)),
                tree.AncestorsOf(id), direct, all, direct.Count, all.Count, row.IsActive, row.CreatedAt, row.UpdatedAt, children);
        }

        // Names of what is above the caller's reach are not his to know.
        List<Guid> Seen(IReadOnlyList<Guid> line) => [.. line.Where(reach.Has)];
    }

    private static async Task<OrganizationPage> WithCustomAsync(
        OrganizationPage page, Dictionary<Guid, Organization> rows, CrudContext context, CancellationToken cancellation)
    {
        context.Accesses.Record(context.Caller, OrganizationResource.KindName, [.. page.Items.Select(i => i.Id)], AccessLog.ReadList, AccessFields.Of<OrganizationItem>());
        var fields = await context.Catalog.OfAsync(context.Db, OrganizationResource.Entity, context.Caller.OrganizationId, cancellation);
        var vault = fields.Any(f => f.IsEncrypted) ? await context.Secrets.OfTenantAsync(context.Db, cancellation) : null;
        return page with { Items = [.. page.Items.Select(item => item with { Custom = Members(rows[item.Id]) })] };

        Dictionary<string, JsonElement> Members(Organization row)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                CustomValues.Write(json, row.Custom, fields, vault);
                json.WriteEndObject();
            }

            return JsonElement.Parse(buffer.ToArray()).EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        }
    }
}
