using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Directory.Organizations;

/// <summary>The organizations of a tenant: each write keeps the tree a tree, whatever else is written at the same time.</summary>
internal sealed partial class OrganizationResource()
    : Resource<Organization>(KindName, "Organization", new("directory.organizations.view", "directory.organizations.manage"))
{
    public const string KindName = "directory.organization";
    public const string Entity = "directory:organization";
    private const string Children = "childIds";
    private static readonly Problem Forbidden = new(ProblemKind.Forbidden, "Forbidden");

    protected override void Describe(Fields<Organization> fields)
    {
        fields.Add("id", o => o.Id).ReadOnly();
        fields.Add("name", o => o.Name).Required().Max(200);
        fields.Add("slug", o => o.Slug).Max(100)
            .Check<string>(value => Slugs().IsMatch(value) ? null : "must have only small letters, digits and hyphens");
        fields.Add("logoUrl", o => o.LogoUrl).Max(2048)
            .Check<string>(value => WebAddresses.IsWeb(value) ? null : WebAddresses.Expected);
        fields.Add("parentId", o => o.ParentId);
        fields.Add("tenantId", o => o.TenantId).ReadOnly();
        fields.Add("isActive", o => o.IsActive);
        fields.Add("createdAt", o => o.CreatedAt).ReadOnly();
        fields.Add("updatedAt", o => o.UpdatedAt).ReadOnly();
        fields.Input<List<Guid>>(Children);
    }

    public void MapAll(RouteGroupBuilder directory)
    {
        const string path = "/organizations";
        OrganizationViews.Map(directory, path);
        MapWrites(directory, path);
    }

    protected override IReadOnlyList<AdvisoryLock> Locks(Scope scope) => [AdvisoryLocks.OrganizationTree.Of(scope.TenantId)];

    protected override Problem? OnDuplicate(string constraint) => constraint == OrganizationTable.UniqueSlug
        ? new Problem(ProblemKind.Conflict, "Slug already in use", Fields: new Dictionary<string, string[]> { ["slug"] = ["is already in use"] })
        : null;

    protected override async Task<Problem?> BeforeAsync(Write<Organization> write, CancellationToken cancellation)
    {
        var (db, row) = (write.Context.Db, write.Row);
        var tree = await TreeLock.ReadAsync(db, cancellation);
        var reach = Reach.Of(write.Context.Caller, tree);
        if (write.Kind != WriteKind.Create && !reach.Has(row.Id))
        {
            return Problem.NotFound("Organization");
        }

        if (write.Kind == WriteKind.Delete)
        {
            await MoveAsync(db, row, Moves.Remove(tree, row.Id), write.Context.Clock, cancellation);
            (row.IsActive, row.ParentId) = (false, null);
            return null;
        }

        var children = write.Has(Children) ? (write.Input<List<Guid>>(Children) ?? []).Distinct().ToList() : null;
        if (Refuse(write, tree, reach, children) is { } refused)
        {
            return refused;
        }

        await MoveAsync(db, row, Moves.Apply(tree, row.Id, row.ParentId, children), write.Context.Clock, cancellation);
        return null;
    }

    /// <summary>What is out of reach is as good as not there; and only who reaches the whole tenant makes new roots.</summary>
    private static Problem? Refuse(Write<Organization> write, OrganizationTree tree, Reach reach, List<Guid>? children)
    {
        var row = write.Row;
        var moves = write.Kind == WriteKind.Create || tree[row.Id].ParentId != row.ParentId;
        if (moves && row.ParentId is null && !reach.IsWhole)
        {
            return Forbidden;
        }

        var refusal = moves && row.ParentId is { } parent && parent != row.Id && !reach.Has(parent)
            ? Moves.ParentNotFound
            : Moves.Refuse(tree, row.Id, row.ParentId, children);
        refusal ??= children?.All(reach.Has) == false ? Moves.InvalidChild : null;
        return refusal is null ? null : new Problem(ProblemKind.Invalid, refusal);
    }

    private static async Task MoveAsync(
        PlatformDb db, Organization self, IReadOnlyDictionary<Guid, Guid?> parents, TimeProvider clock, CancellationToken cancellation)
    {
        var others = parents.Keys.Where(id => id != self.Id).ToList();
        foreach (var other in others.Count == 0 ? [] : await db.Set<Organization>().Where(o => others.Contains(o.Id)).ToListAsync(cancellation))
        {
            (other.ParentId, other.UpdatedAt) = (parents[other.Id], clock.Now());
        }
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z")]
    private static partial Regex Slugs();
}
