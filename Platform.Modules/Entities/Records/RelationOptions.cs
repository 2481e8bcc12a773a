using System.Linq.Expressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Entities.Custom;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Search;
using Platform.Kernel.Text;

namespace Platform.Entities.Records;

public sealed record RelationOption(string Value, string Label);

public sealed record RelationList(IReadOnlyList<RelationOption> Items);

/// <summary>The records that a relation field may point to.</summary>
internal static class RelationOptions
{
    private const int MaxOptions = 50;

    public static void Map(RouteGroupBuilder group)
    {
        Delegate list = ListAsync;
        group.MapGet("/relations/options", list).Requires("entities.definitions.view").WithSummary("List the options of a relation field")
            .WithDescription("Up to 50 records of `entityId` whose `labelField` contains `q`, or those with the `ids`. Any `labelField` but the entity's own takes `entities.records.view` besides.");
    }

    private static async Task<Outcome<RelationList>> ListAsync(CrudContext context, CancellationToken cancellation)
    {
        var read = new QueryReader(context.Http.Request.Query);
        if (read.Text("entityId") is not { } entityId)
        {
            return EntityNames.NeedsEntityId;
        }

        if (await RecordEndpoints.CustomOnlyAsync(context, entityId, cancellation) is { } refused)
        {
            return refused;
        }

        var entity = CustomEntity.InForce(
            await context.Db.Set<CustomEntity>().AsNoTracking().Where(e => e.EntityId == entityId).ToListAsync(cancellation), context.Caller.OrganizationId);
        var labelField = read.Text("labelField") ?? entity?.LabelField ?? "name";

        // What an entity is known by is part of its definition; all else that its records hold is not.
        if (labelField != (entity?.LabelField ?? "name") && !context.Caller.Has(RecordEndpoints.View))
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden", Extra: new Dictionary<string, object> { ["requiredFeatures"] = new[] { RecordEndpoints.View } });
        }

        var rows = context.Db.Set<EntityRecord>().AsNoTracking().Where(r => r.EntityId == entityId);
        if (read.Ids("ids") is { } ids)
        {
            rows = rows.Where(r => ids.Contains(r.Id));
        }

        if (read.Text("q") is { } q)
        {
            var fields = await context.Catalog.OfAsync(context.Db, entityId, context.Caller.OrganizationId, cancellation);
            rows = rows.Where(fields.Any(f => f.Key == labelField && f.IsEncrypted)
                ? await HavingWordsAsync(context, entityId, q, cancellation)
                : r => EF.Functions.Like(FoldedText.Column(CustomFilters.Text(r.Custom, labelField)), Like.Containing(q), Like.Escape));
        }

        if (read.Problem is { } problem)
        {
            return problem;
        }

        var records = await rows.OrderBy(r => EF.Functions.Collate(CustomFilters.Text(r.Custom, labelField), SortOrder.Collation)).ThenBy(r => r.Id).Take(MaxOptions).ToListAsync(cancellation);
        var vault = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        return new RelationList([.. records.Select(r =>
            new RelationOption(r.Id.ToString(), CustomValues.Open(r.Custom, vault)[labelField]?.ToString() ?? r.Id.ToString()))]);
    }

    /// <summary>Where labels are ciphertext, the words of the whole record are looked up instead.</summary>
    private static async Task<Expression<Func<EntityRecord, bool>>> HavingWordsAsync(CrudContext context, string entityId, string q, CancellationToken cancellation)
    {
        var hashes = SearchWords.Query(await context.Secrets.OfTenantAsync(context.Db, cancellation), entityId, q);
        return hashes.Length == 0 ? _ => false : (await context.Index.FindAsync<EntityRecord>(context.Db, entityId, hashes, cancellation)).Shown;
    }
}
