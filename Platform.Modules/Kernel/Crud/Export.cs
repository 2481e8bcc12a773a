using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.CustomFields;

namespace Platform.Kernel.Crud;

/// <summary>Streams all rows of a list as a file; memory holds one batch of rows and the ids.</summary>
internal sealed class Export<T>(Resource<T> resource, CrudContext context, IReadOnlyList<CustomField> custom, bool full) where T : class, IRow
{
    private const int Batch = 1000;

    public async Task WriteAsync(IQueryable<T> sorted, ExportFormat format, CancellationToken cancellation)
    {
        var name = resource.Kind.Replace('.', '-') + (full ? "-full" : "");
        var (type, extension) = format switch
        {
            ExportFormat.Csv => ("text/csv; charset=utf-8", "csv"),
            ExportFormat.Json => ("application/json; charset=utf-8", "json"),
            ExportFormat.Xml => ("application/xml; charset=utf-8", "xml"),
            _ => ("text/markdown; charset=utf-8", "md"),
        };

        // The order is settled first, in one statement: pages of rows would shift while others write.
        var ids = await sorted.Select(r => r.Id).ToListAsync(cancellation);
        var response = context.Http.Response;
        response.ContentType = type;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{extension}\"";
        await using var text = new StreamWriter(response.Body, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
        IExportWriter writer = format switch
        {
            ExportFormat.Csv => new CsvExport(text),
            ExportFormat.Json => new JsonExport(text),
            ExportFormat.Xml => new XmlExport(text),
            _ => new MarkdownExport(text),
        };
        await writer.BeginAsync();
        foreach (var part in ids.Chunk(Batch))
        {
            foreach (var row in await ReadAsync(part, cancellation))
            {
                await writer.RowAsync(row);
            }

            await text.FlushAsync(cancellation);
        }

        await writer.EndAsync();
        (writer as IDisposable)?.Dispose();
        await text.FlushAsync(cancellation);
        context.Accesses.Record(context.Caller, resource.Kind, ["*"], "export");
    }

    private async Task<IEnumerable<IReadOnlyList<KeyValuePair<string, JsonElement>>>> ReadAsync(Guid[] ids, CancellationToken cancellation)
    {
        var found = await resource.ExportRows(context).Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation);
        var rows = ids.Where(found.ContainsKey).Select(id => found[id]).ToList();
        var shown = await resource.ShowAsync(context, custom, rows, cancellation);
        return shown.Select(Flat);
    }

    /// <summary>The members of a row with a column of their own: custom fields as <c>cf_</c> only, under their bare names in a full export.</summary>
    private List<KeyValuePair<string, JsonElement>> Flat(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Export.Relaxed))
        {
            write(json);
        }

        var members = JsonElement.Parse(buffer.ToArray()).EnumerateObject().Where(m => m.Name is not ("customValues" or "customFields"))
            .ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        foreach (var field in custom)
        {
            members.TryAdd($"cf_{field.Key}", default);
        }

        return [.. members.Where(m => !m.Key.StartsWith("cf_", StringComparison.Ordinal) || custom.Any(f => m.Key == $"cf_{f.Key}"))
            .Select(m => new KeyValuePair<string, JsonElement>(full && m.Key.StartsWith("cf_", StringComparison.Ordinal) ? m.Key[3..] : m.Key, m.Value))];
    }
}

/// <summary>How exported JSON is written.</summary>
internal static class Export
{
    public static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
