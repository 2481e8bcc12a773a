using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Http;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Kernel.Crud;

/// <summary>Lists and exports.</summary>
internal abstract partial class Resource<T>
{
    private string[]? ownNames;

    private async Task<IResult> ListAsync(CrudContext context, CancellationToken cancellation)
    {
        if (ListRequest.Of(context.Http.Request.Query, MaxPageSize, DefaultPageSize, out var problem) is not { } request)
        {
            return (Outcome<JsonBody>)problem!;
        }

        var (custom, hidden) = await ShapeAsync(context, cancellation);
        var whole = (request.Format is null ? Listed(context, hidden) : Rows(context)).AsNoTracking();
        var (finder, found, unfit) = await FindAsync(context, whole, request, custom, hidden, cancellation);
        if (unfit is not null)
        {
            return (Outcome<JsonBody>)unfit;
        }

        if (CursorSort is not null && request.Format is null)
        {
            return await ContinueAsync(context, found, request, custom, finder, cancellation);
        }

        var sorted = finder.Sort(found, request, out problem);
        if (problem is not null)
        {
            return (Outcome<JsonBody>)problem;
        }

        if (request.Format is { } format)
        {
            return await Exporter.WriteAsync(context, kind.Replace('.', '-') + (request.Full ? "-full" : ""), sorted, Rows(context).AsNoTracking(), format,
                async batch => (await ShowAsync(context, custom, batch, cancellation)).Select(write => Columns(write, custom, request.Full)), cancellation);
        }

        var rows = await PageOf(sorted, request).ToListAsync(cancellation);

        // What a first page holds whole needs no counting.
        var total = request.Page == 1 && rows.Count < request.PageSize ? rows.Count : await CountAsync(context, whole, finder.Counted ?? found, cancellation);
        var items = await AnswerAsync(context, custom, rows, cancellation);
        return (Outcome<JsonBody>)new JsonBody(json =>
        {
            json.WriteStartObject();
            items(json);
            json.WriteNumber("total", total);
            json.WriteNumber("page", request.Page);
            json.WriteNumber("pageSize", request.PageSize);
            json.WriteNumber("totalPages", (total + request.PageSize - 1) / request.PageSize);
            WriteListMembers(json, context);
            json.WriteEndObject();
        });
    }

    /// <summary>A page of the rows. The first has its size as a constant: PostgreSQL plans it once for all, as a limit that it does not know it could not.</summary>
    private static IQueryable<T> PageOf(IQueryable<T> sorted, ListRequest request) => request.Page > 1
        ? sorted.Skip((request.Page - 1) * request.PageSize).Take(request.PageSize)
        : sorted.Provider.CreateQuery<T>(Expression.Call(typeof(Queryable), nameof(Queryable.Take), [typeof(T)],
            sorted.Expression, Expression.Call(typeof(EF), nameof(EF.Constant), [typeof(int)], Expression.Constant(request.PageSize))));

    /// <summary>The rows that a query asks for, in no order yet.</summary>
    internal async Task<(Finder<T> Finder, IQueryable<T> Rows, Problem? Problem)> FindAsync(
        CrudContext context, IQueryable<T> whole, ListRequest request, IReadOnlyList<CustomField> custom, IReadOnlyList<Field<T>> hidden, CancellationToken cancellation)
    {
        var finder = new Finder<T>(Fields, context, custom) { Hidden = hidden };
        if (request.Search is { } search && (hidden.Count > 0 || SearchesByWords))
        {
            var hashes = SearchWords.Query(await context.Secrets.OfTenantAsync(context.Db, cancellation), EntityId, search);
            var coverage = await context.Index.CoverageAsync(context.Db, this, EntityId, cancellation);
            finder.Words = new WordSearch(EntityId, hashes, OnlyWords: SearchesByWords && hashes.Length > 0, coverage.IsComplete);
            coverage.Tell(context.Http.Response);
        }

        finder.More = request.Search is { } text ? await SearchMoreAsync(context, text, cancellation) : null;
        var (rows, problem) = await finder.FindAsync(whole, request, cancellation);
        return (finder, rows, problem);
    }

    private ValueTask<long> CountAsync(CrudContext context, IQueryable<T> whole, IQueryable<T> found, CancellationToken cancellation) =>
        !ReferenceEquals(whole, found) ? context.Totals.OfFoundAsync(context.Db, context.Caller, GetType().Name, context.Http.Request.Query, () => found.LongCountAsync(cancellation), cancellation)
        : KeepsTotal(context) ? context.Totals.OfWholeAsync(context.Db, context.Caller, GetType().Name, () => found.LongCountAsync(cancellation), cancellation)
        : new(found.LongCountAsync(cancellation));

    /// <summary>The rows of an answer as its <c>items</c>; that they were read is recorded.</summary>
    private async Task<Action<Utf8JsonWriter>> AnswerAsync(CrudContext context, IReadOnlyList<CustomField> custom, IReadOnlyList<T> rows, CancellationToken cancellation)
    {
        var items = await ShowAsync(context, custom, rows, cancellation);
        context.Accesses.Record(context.Caller, kind, [.. rows.Select(r => r.Id)], AccessLog.ReadList, ShownNames(custom));
        return json =>
        {
            json.WriteStartArray("items");
            foreach (var item in items)
            {
                item(json);
            }

            json.WriteEndArray();
        };
    }

    private string[] ShownNames(IReadOnlyList<CustomField> custom) => [.. ownNames ??= [.. Fields.Shown.Select(f => f.ShownName), .. Fields.Computed.SelectMany(c => c.Names)], .. custom.Select(f => f.Key)];

    /// <summary>How rows of one answer are written: what they need besides themselves is loaded once for all.</summary>
    internal async Task<IReadOnlyList<Action<Utf8JsonWriter>>> ShowAsync(
        CrudContext context, IReadOnlyList<CustomField> custom, IReadOnlyList<T> rows, CancellationToken cancellation)
    {
        var computed = new List<(IReadOnlyList<string> Names, Func<T, IReadOnlyList<object?>> Values)>();
        foreach (var members in rows.Count == 0 ? [] : Fields.Computed)
        {
            computed.Add((members.Names, await members.LoadAsync(context, rows, cancellation)));
        }

        var vault = (IsCustomized && custom.Any(f => f.IsEncrypted)) || Fields.Encryptable.Length > 0 ? await context.Secrets.OfTenantAsync(context.Db, cancellation) : null;
        var options = HttpJson.OptionsOf(context.Http);
        var translated = await TranslatedAsync(context, rows, cancellation);
        return [.. rows.Select(row => (Action<Utf8JsonWriter>)(json =>
        {
            json.WriteStartObject();
            var texts = translated.GetValueOrDefault(row.Id);
            foreach (var field in Fields.Shown)
            {
                var value = field.WritesItself ? null : Shown(field, row, vault, texts);
                foreach (var name in field.ShownTexts)
                {
                    json.WritePropertyName(name);
                    field.Write(json, row, value);
                }
            }

            foreach (var (names, values) in computed)
            {
                var shown = values(row);
                for (var i = 0; i < names.Count; i++)
                {
                    json.WritePropertyName(names[i]);
                    JsonSerializer.Serialize(json, shown[i], options);
                }
            }

            if (row is ICustomized customized)
            {
                CustomValues.Write(json, customized.Custom, custom, vault);
            }

            json.WriteEndObject();
        }))];
    }

    /// <summary>A value as people read it: opened, and in the language of the request.</summary>
    private static object? Shown(Field<T> field, T row, TenantSecrets? vault, IReadOnlyDictionary<string, string>? texts)
    {
        var value = field.Get(row);
        if (value is not string text)
        {
            return value;
        }

        text = field.IsEncryptable ? FieldCipher.Open(vault!, text) : text;
        return texts?.GetValueOrDefault(field.Name) ?? texts?.GetValueOrDefault(field.ShownName) ?? text;
    }

    /// <summary>Texts in the language of the request, in place of the rows' own.</summary>
    private async Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>>> TranslatedAsync(CrudContext context, IReadOnlyList<T> rows, CancellationToken cancellation) =>
        rows.Count > 0 && RequestLocale.Of(context.Http.Request) is { } locale && context.Overlays.FirstOrDefault() is { } overlay
            ? await overlay.OfAsync(context.Db, context.Caller.OrganizationId, EntityId, locale, [.. rows.Select(r => r.Id)], cancellation)
            : Untranslated;

    private static readonly Dictionary<Guid, IReadOnlyDictionary<string, string>> Untranslated = [];

    /// <summary>The columns of a row in a file: custom fields as <c>cf_</c> only, under their bare names in a full export.</summary>
    private static List<KeyValuePair<string, JsonElement>> Columns(Action<Utf8JsonWriter> write, IReadOnlyList<CustomField> custom, bool full)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Exporter.Relaxed))
        {
            write(json);
        }

        var values = JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        var members = values.EnumerateObject()
            .Where(m => m.Name is not ("customValues" or "customFields") && !m.Name.StartsWith("cf_", StringComparison.Ordinal)).ToDictionary(m => m.Name, m => m.Value);
        foreach (var field in custom)
        {
            members[full ? field.Key : $"cf_{field.Key}"] = values.TryGetProperty($"cf_{field.Key}", out var value) ? value : default;
        }

        return [.. members];
    }
}
