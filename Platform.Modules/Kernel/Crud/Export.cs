using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Platform.Kernel.Crud;

/// <summary>Streams all rows of a list as a file; memory holds one batch of rows and the ids.</summary>
internal static class Exporter
{
    private const int Batch = 1000;

    public static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="sorted">The rows to export, in their order.</param>
    /// <param name="rows">Where rows are read by their ids.</param>
    /// <param name="show">The columns of a batch of rows.</param>
    public static async Task WriteAsync<T>(
        CrudContext context, string name, IQueryable<T> sorted, IQueryable<T> rows, ExportFormat format,
        Func<IReadOnlyList<T>, Task<IEnumerable<IReadOnlyList<KeyValuePair<string, JsonElement>>>>> show, CancellationToken cancellation) where T : class, IRow
    {
        var (type, extension) = format switch
        {
            ExportFormat.Csv => ("text/csv; charset=utf-8", "csv"),
            ExportFormat.Json => ("application/json; charset=utf-8", "json"),
            ExportFormat.Xml => ("application/xml; charset=utf-8", "xml"),
            _ => ("text/markdown; charset=utf-8", "md"),
        };

        // The order is settled first, in one statement: pages of rows would shift while others write.
        var ids = await sorted.Select(r => r.Id).ToListAsync(cancellation);
        var readable = rows.IgnoreQueryFilters([Data.PlatformDb.DeletedFilter]);
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
            var found = await readable.Where(r => part.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation);
            foreach (var row in await show([.. part.Where(found.ContainsKey).Select(id => found[id])]))
            {
                await writer.RowAsync(row);
            }

            await text.FlushAsync(cancellation);
        }

        await writer.EndAsync();
        if (writer is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        await text.FlushAsync(cancellation);
        context.Accesses.Record(context.Caller, name, ["*"], "export");
    }
}
