using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>Streams all rows of a list as a file. Memory holds one batch of rows, and while the reader takes his time no connection is held.</summary>
/// <remarks>The order is that of the beginning; each row is as it is when its batch is read, and one that is gone by then is left out.</remarks>
internal static class Exporter
{
    private const int Batch = 500;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly Problem TooMany = new(ProblemKind.TooManyRequests, "Too many exports are under way; try again when one has ended") { RetryAfter = Soon };

    public static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="sorted">The rows to export, in their order.</param>
    /// <param name="rows">Where rows are read by their ids.</param>
    /// <param name="show">The columns of a batch of rows.</param>
    public static async Task<IResult> WriteAsync<T>(
        CrudContext context, string name, IQueryable<T> sorted, IQueryable<T> rows, ExportFormat format,
        Func<IReadOnlyList<T>, Task<IEnumerable<IReadOnlyList<KeyValuePair<string, JsonElement>>>>> show, CancellationToken cancellation) where T : class, IRow
    {
        using var slot = context.Exports.TryTake(context.Caller.TenantId);
        if (slot is null)
        {
            return (Outcome<JsonBody>)TooMany;
        }

        var (type, extension) = format switch
        {
            ExportFormat.Csv => ("text/csv; charset=utf-8", "csv"),
            ExportFormat.Json => ("application/json; charset=utf-8", "json"),
            ExportFormat.Xml => ("application/xml; charset=utf-8", "xml"),
            _ => ("text/markdown; charset=utf-8", "md"),
        };
        await using var order = await RowOrder.ReadAsync(sorted.Select(r => r.Id), cancellation);
        await context.Db.ReleaseConnectionAsync();
        var readable = rows.IgnoreQueryFilters([PlatformDb.DeletedFilter]);
        var next = await NextAsync();
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
        for (; next is not null; next = await NextAsync())
        {
            foreach (var row in next)
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
        return Results.Empty;

        async Task<IEnumerable<IReadOnlyList<KeyValuePair<string, JsonElement>>>?> NextAsync()
        {
            if (await order.NextAsync(Batch, cancellation) is not { Count: > 0 } part)
            {
                return null;
            }

            await context.Db.Database.OpenConnectionAsync(cancellation);
            try
            {
                var found = await readable.Where(r => part.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation);
                return await show([.. part.Select(id => found.GetValueOrDefault(id)).OfType<T>()]);
            }
            finally
            {
                await context.Db.Database.CloseConnectionAsync();
            }
        }
    }
}
