using System.Data;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;

namespace Platform.Kernel.Crud;

/// <summary>Streams all rows of a list as a file; memory holds one batch of rows.</summary>
internal static class Exporter
{
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

        // One view of the data from the first row to the last: pages of rows would shift while others write.
        await using var transaction = await context.Db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using var order = await RowCursor.OpenAsync(context.Db, sorted.Select(r => r.Id), cancellation);
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
        while (await order.NextAsync(cancellation) is { Count: > 0 } part)
        {
            var found = await readable.Where(r => part.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation);
            foreach (var row in await show([.. part.Select(id => found[id])]))
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
        context.Accesses.Record(context.Caller, name, [AccessLog.All], AccessLog.Export);
    }
}
