using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>Lists and exports.</summary>
internal abstract partial class Resource<T>
{
    private async Task<Outcome<JsonBody>> ListAsync(CrudContext context, CancellationToken cancellation)
    {
        if (ListRequest.Of(context.Http.Request.Query, MaxPageSize, DefaultPageSize, out var problem) is not { } request)
        {
            return problem!;
        }

        var custom = await CustomFieldsAsync(context, cancellation);
        var finder = new Finder<T>(Fields, context, custom);
        var found = finder.Find(Rows(context).AsNoTracking(), request, out problem);
        var sorted = finder.Sort(found, request, out var sortProblem);
        if ((problem ?? sortProblem) is { } refused)
        {
            return refused;
        }

        if (request.Format is { } format)
        {
            var export = new Export<T>(this, context, custom, request.Full);
            await export.WriteAsync(sorted, format, cancellation);
            return new JsonBody(_ => { });
        }

        var rows = await sorted.Skip((request.Page - 1) * request.PageSize).Take(request.PageSize).ToListAsync(cancellation);

        // What a first page holds whole needs no counting.
        var total = request.Page == 1 && rows.Count < request.PageSize ? rows.Count : await found.LongCountAsync(cancellation);
        var items = await ShowAsync(context, custom, rows, cancellation);
        context.Accesses.Record(context.Caller, kind, [.. rows.Select(r => r.Id.ToString())], "read:list");
        return new JsonBody(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var item in items)
            {
                item(json);
            }

            json.WriteEndArray();
            json.WriteNumber("total", total);
            json.WriteNumber("page", request.Page);
            json.WriteNumber("pageSize", request.PageSize);
            json.WriteNumber("totalPages", (total + request.PageSize - 1) / request.PageSize);
            WriteListMembers(json, context);
            json.WriteEndObject();
        });
    }

    internal IQueryable<T> ExportRows(CrudContext context) =>
        Rows(context).AsNoTracking().IgnoreQueryFilters([PlatformDb.DeletedFilter]);

    /// <summary>How rows of one answer are written: what they need besides themselves is loaded once for all.</summary>
    internal async Task<IReadOnlyList<Action<Utf8JsonWriter>>> ShowAsync(
        CrudContext context, IReadOnlyList<CustomField> custom, IReadOnlyList<T> rows, CancellationToken cancellation)
    {
        var computed = new List<(string Name, Func<T, object?> Value)>();
        foreach (var member in Fields.Computed)
        {
            computed.Add((member.Name, rows.Count == 0 ? _ => null : await member.LoadAsync(context, rows, cancellation)));
        }

        var vault = IsCustomized && custom.Any(f => f.IsEncrypted) ? await context.Secrets.OfTenantAsync(context.Db, cancellation) : null;
        var options = HttpJson.OptionsOf(context.Http);
        return [.. rows.Select(row => (Action<Utf8JsonWriter>)(json =>
        {
            json.WriteStartObject();
            foreach (var field in Fields.All.Where(f => f.IsShown))
            {
                var value = field.Get(row);
                json.WritePropertyName(field.Name);
                field.Write(json, value);
                foreach (var name in field.AlsoShownAs)
                {
                    json.WritePropertyName(name);
                    field.Write(json, value);
                }
            }

            foreach (var (name, value) in computed)
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value(row), options);
            }

            if (row is ICustomized customized)
            {
                CustomValues.Write(json, customized.Custom, custom, vault);
            }

            json.WriteEndObject();
        }))];
    }
}
