using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using CsvHelper;

namespace Platform.Kernel.Crud;

/// <summary>Writes rows in one format.</summary>
internal interface IExportWriter
{
    Task BeginAsync() => Task.CompletedTask;

    Task RowAsync(IReadOnlyList<KeyValuePair<string, JsonElement>> row);

    Task EndAsync() => Task.CompletedTask;
}

internal sealed class CsvExport(TextWriter text) : IExportWriter, IAsyncDisposable
{
    // A cell that begins like a formula is code to a spreadsheet.
    private readonly CsvWriter csv = new(text, new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture)
    {
        InjectionOptions = CsvHelper.Configuration.InjectionOptions.Escape,
    }, leaveOpen: true);
    private bool begun;

    public async Task RowAsync(IReadOnlyList<KeyValuePair<string, JsonElement>> row)
    {
        if (!begun)
        {
            begun = true;
            foreach (var (name, _) in row)
            {
                csv.WriteField(name);
            }

            await csv.NextRecordAsync();
        }

        foreach (var (_, value) in row)
        {
            csv.WriteField(ExportText.Of(value));
        }

        await csv.NextRecordAsync();
    }

    public Task EndAsync() => csv.FlushAsync();

    public ValueTask DisposeAsync() => csv.DisposeAsync();
}

internal sealed class JsonExport(TextWriter text) : IExportWriter
{
    private bool begun;

    public Task BeginAsync() => text.WriteAsync("[");

    public async Task RowAsync(IReadOnlyList<KeyValuePair<string, JsonElement>> row)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Exporter.Relaxed))
        {
            json.WriteStartObject();
            foreach (var (name, value) in row)
            {
                json.WritePropertyName(name);
                if (value.ValueKind == JsonValueKind.Undefined)
                {
                    json.WriteNullValue();
                }
                else
                {
                    value.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        await text.WriteAsync(begun ? "," : "");
        begun = true;
        await text.WriteAsync(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    public Task EndAsync() => text.WriteAsync("]");
}

internal sealed class XmlExport(TextWriter text) : IExportWriter, IAsyncDisposable
{
    private readonly XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { Async = true, CloseOutput = false, CheckCharacters = false });

    public async Task BeginAsync()
    {
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "records", null);
    }

    public async Task RowAsync(IReadOnlyList<KeyValuePair<string, JsonElement>> row)
    {
        await xml.WriteStartElementAsync(null, "record", null);
        foreach (var (name, value) in row)
        {
            await xml.WriteElementStringAsync(null, XmlConvert.EncodeLocalName(name), null, new string([.. ExportText.Of(value).Where(XmlConvert.IsXmlChar)]));
        }

        await xml.WriteEndElementAsync();
    }

    public async Task EndAsync()
    {
        await xml.WriteEndDocumentAsync();
        await xml.FlushAsync();
    }

    public ValueTask DisposeAsync() => xml.DisposeAsync();
}

internal sealed class MarkdownExport(TextWriter text) : IExportWriter
{
    private bool begun;

    public async Task RowAsync(IReadOnlyList<KeyValuePair<string, JsonElement>> row)
    {
        if (!begun)
        {
            begun = true;
            await text.WriteLineAsync($"| {string.Join(" | ", row.Select(m => m.Key))} |");
            await text.WriteLineAsync($"|{string.Concat(row.Select(_ => " --- |"))}");
        }

        await text.WriteLineAsync($"| {string.Join(" | ", row.Select(m => Cell(ExportText.Of(m.Value))))} |");
    }

    private static string Cell(string value) => value.Replace("|", @"\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}

/// <summary>Values as text.</summary>
internal static class ExportText
{
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
