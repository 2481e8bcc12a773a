using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Http;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Entities.Records;

/// <summary>The list of an entity's records, on the parts of the CRUD kit: every field is a custom field.</summary>
internal static class RecordList
{
    private const int MaxAll = 10_000;

    // Held as Delegate because the route analyzer fails on method groups of another type's handler.
    public static readonly Delegate Handler = ListAsync;

    private static async Task<IResult> ListAsync(CrudContext context, CancellationToken cancellation)
    {
        var query = context.Http.Request.Query;
        var read = new QueryReader(query);
        if (read.Text("entityId") is not { } entityId)
        {
            return (Outcome<JsonBody>)EntityNames.NeedsEntityId;
        }

        if (await RecordEndpoints.CustomOnlyAsync(context, entityId, cancellation) is { } refused)
        {
            return (Outcome<JsonBody>)refused;
        }

        if (ListRequest.Of(query, ListRequest.MaxPageSize, ListRequest.DefaultPageSize, out var problem) is not { } request)
        {
            return (Outcome<JsonBody>)problem!;
        }

        var fields = await context.Catalog.OfAsync(context.Db, entityId, context.Caller.OrganizationId, cancellation);
        var described = Described();
        var finder = new Finder<EntityRecord>(described, context, fields);
        if (request.Search is { } search)
        {
            var hashes = SearchWords.Query(await context.Secrets.OfTenantAsync(context.Db, cancellation), entityId, search);
            var coverage = await context.Index.CoverageAsync(context.Db, context.Http.RequestServices.GetRequiredService<RecordIndex>(), entityId, cancellation);
            finder.Words = new WordSearch(entityId, hashes, OnlyWords: true, coverage.IsComplete);
            coverage.Tell(context.Http.Response);
        }

        var rows = context.Db.Set<EntityRecord>().AsNoTracking().Where(r => r.EntityId == entityId);
        var errors = new Dictionary<string, string[]>();
        (var found, problem) = await finder.FindAsync(request.Full ? rows : CustomFilters.Apply(rows, fields, Prefixed(query, fields), errors), request, cancellation);
        problem = errors.Count > 0 ? new Problem(ProblemKind.Invalid, "Invalid input", Fields: errors) : problem;
        var named = fields.Any(f => f.Key == request.SortField) ? request with { SortField = $"cf_{request.SortField}" } : request;
        var sorted = finder.Sort(found, named, out var sortProblem);
        if ((problem ?? sortProblem) is { } wrong)
        {
            return (Outcome<JsonBody>)wrong;
        }

        var vault = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        if (request.Format is { } format)
        {
            return await Exporter.WriteAsync(context, entityId.Replace(':', '-') + (request.Full ? "-full" : ""), sorted, rows, format,
                records => Task.FromResult(records.Select(r => Columns(Item(r, vault), fields))), cancellation);
        }

        var all = read.Flag("all");
        var (skip, take) = all ? (0, MaxAll) : ((request.Page - 1) * request.PageSize, request.PageSize);
        var records = await sorted.Skip(skip).Take(take).ToListAsync(cancellation);
        long total = skip == 0 && records.Count < take ? records.Count : await CountAsync();
        ValueTask<long> CountAsync() => ReferenceEquals(found, rows)
            ? new(found.LongCountAsync(cancellation))
            : context.Totals.OfFoundAsync(context.Db, context.Caller, nameof(RecordList), query, () => (finder.Counted ?? found).LongCountAsync(cancellation), cancellation);

        context.Accesses.Record(context.Caller, "entities.record", [.. records.Select(r => r.Id)], AccessLog.ReadList, [.. fields.Select(f => f.Key)]);
        return (Outcome<JsonBody>)new JsonBody(json =>
        {
            var size = all ? Math.Max(records.Count, 1) : request.PageSize;
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var record in records)
            {
                Item(record, vault).WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteNumber("total", total);
            json.WriteNumber("page", all ? 1 : request.Page);
            json.WriteNumber("pageSize", size);
            json.WriteNumber("totalPages", (total + size - 1) / size);
            json.WriteEndObject();
        });
    }

    private static readonly string[] Own = ["id", "entityId", "organization_id", "tenant_id", "created_at", "updated_at", "deleted_at"];

    /// <summary>A record's own members win over fields that are named like them.</summary>
    private static JsonObject Item(EntityRecord record, TenantSecrets vault)
    {
        var item = CustomValues.Open(record.Custom, vault);
        (item["id"], item["entityId"], item["organization_id"], item["tenant_id"]) = (record.Id, record.EntityId, record.OrganizationId, record.TenantId);
        (item["created_at"], item["updated_at"], item["deleted_at"]) = (record.CreatedAt, record.UpdatedAt, record.DeletedAt);
        return item;
    }

    /// <summary>The same columns for every record, whatever values it has: its own members, then the fields.</summary>
    private static IReadOnlyList<KeyValuePair<string, JsonElement>> Columns(JsonObject item, IReadOnlyList<CustomField> fields)
    {
        var values = JsonElement.Parse(item.ToJsonString());
        var columns = Own.ToDictionary(name => name, name => values.GetProperty(name), StringComparer.Ordinal);
        foreach (var field in fields)
        {
            columns.TryAdd(field.Key, values.TryGetProperty(field.Key, out var value) ? value : default);
        }

        return [.. columns];
    }

    private static Fields<EntityRecord> Described()
    {
        var fields = new Fields<EntityRecord>();
        fields.Add("createdAt", r => r.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", r => r.UpdatedAt).ReadOnly().Sorted();
        return fields;
    }

    /// <summary>Filters by a field's bare name, as if it were given with its prefix.</summary>
    private static QueryCollection Prefixed(IQueryCollection query, IReadOnlyList<CustomField> fields) =>
        new(fields.Where(f => query.ContainsKey(f.Key)).ToDictionary(f => $"cf_{f.Key}", f => query[f.Key]));
}
