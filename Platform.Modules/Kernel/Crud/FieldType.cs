using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Platform.Kernel.Data;

namespace Platform.Kernel.Crud;

/// <summary>How values of a CLR type are read from bodies and queries and written to answers.</summary>
/// <param name="JsonType">The type in an OpenAPI schema.</param>
/// <param name="Expects">What a client did not send, for its error message.</param>
internal sealed record FieldType(
    string JsonType, string Expects, Func<JsonElement, object?> Read, Func<string, object?> Parse, Action<Utf8JsonWriter, object> Write, string? Format = null)
{
    private static readonly Dictionary<Type, FieldType> Known = new()
    {
        [typeof(string)] = new("string", "text", e => e.ValueKind == JsonValueKind.String ? Text(e.GetString()!) : null, Text, (w, v) => w.WriteStringValue((string)v)),
        [typeof(Guid)] = new("string", "a UUID", e => e.ValueKind == JsonValueKind.String && e.TryGetGuid(out var id) ? id : null,
            t => Guid.TryParseExact(t, "D", out var id) ? id : null, (w, v) => w.WriteStringValue((Guid)v), "uuid"),
        [typeof(bool)] = new("boolean", "true or false", e => e.ValueKind is JsonValueKind.True or JsonValueKind.False ? e.GetBoolean() : null,
            ParseBoolean, (w, v) => w.WriteBooleanValue((bool)v)),
        [typeof(int)] = new("integer", "a whole number", e => e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out var n) ? n : null,
            t => int.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null, (w, v) => w.WriteNumberValue((int)v)),
        [typeof(long)] = new("integer", "a whole number", e => e.ValueKind == JsonValueKind.Number && e.TryGetInt64(out var n) ? n : null,
            t => long.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null, (w, v) => w.WriteNumberValue((long)v)),
        [typeof(decimal)] = new("number", "a number", e => e.ValueKind == JsonValueKind.Number && e.TryGetDecimal(out var n) ? n : null,
            t => decimal.TryParse(t, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n : null,
            (w, v) => w.WriteNumberValue(((decimal)v).Plain())),
        [typeof(DateTimeOffset)] = new("string", Times.Expected, e => e.ValueKind == JsonValueKind.String ? Times.ParseStart(e.GetString()!) : null,
            t => Times.ParseStart(Times.Query(t)), (w, v) => w.WriteStringValue(((DateTimeOffset)v).UtcDateTime), "date-time"),
        [typeof(DateOnly)] = new("string", Times.ExpectedDate, e => e.ValueKind == JsonValueKind.String ? Times.ParseDate(e.GetString()!) : null,
            t => Times.ParseDate(t), (w, v) => w.WriteStringValue(((DateOnly)v).ToString("O", CultureInfo.InvariantCulture)), "date"),
        [typeof(Json)] = new("object", "an object", e => e.ValueKind == JsonValueKind.Object && JsonChecks.Refuse(e) is null ? new Json(e.GetRawText()) : null,
            _ => null, (w, v) => w.WriteRawValue(v.ToString()!, skipInputValidation: true)),
        [typeof(JsonElement)] = new("any", "a JSON value", e => e, _ => null, (w, v) => ((JsonElement)v).WriteTo(w)),
        [typeof(List<string>)] = new("array", "a list of texts", ReadList(e => e.ValueKind == JsonValueKind.String ? Text(e.GetString()!) : null),
            _ => null, (w, v) => WriteList(w, (List<string>)v, w.WriteStringValue)),
        [typeof(List<Guid>)] = new("array", "a list of UUIDs", ReadList<Guid?, Guid>(e => e.ValueKind == JsonValueKind.String && e.TryGetGuid(out var id) ? id : null, id => id!.Value),
            _ => null, (w, v) => WriteList(w, (List<Guid>)v, w.WriteStringValue)),
    };

    /// <summary>An amount of money: text, so that no client's arithmetic rounds it; numbers are read as well.</summary>
    public static readonly FieldType Amount = new("string", "an amount such as 1250.50", e => ReadAmount(e), t => ParseAmount(t), (w, v) => w.WriteStringValue(AmountText((decimal)v)));

    /// <summary>A number in answers; in bodies, text as well.</summary>
    public static readonly FieldType NumberOrText = Known[typeof(decimal)] with { Read = e => ReadAmount(e) };

    private const int MaxItems = 1000;

    public static FieldType Of(Type type) => Known[Nullable.GetUnderlyingType(type) ?? type];

    [return: NotNullIfNotNull(nameof(amount))]
    public static string? AmountText(decimal? amount) => amount?.ToString("0.00##", CultureInfo.InvariantCulture);

    private static decimal? ReadAmount(JsonElement sent) => sent.ValueKind switch
    {
        JsonValueKind.Number when sent.TryGetDecimal(out var number) => number,
        JsonValueKind.String => ParseAmount(sent.GetString()!),
        _ => null,
    };

    private static decimal? ParseAmount(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    /// <summary>PostgreSQL stores no NUL.</summary>
    private static string? Text(string text) => text.Contains('\0', StringComparison.Ordinal) ? null : text;

    private static object? ParseBoolean(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => null,
    };

    private static Func<JsonElement, object?> ReadList(Func<JsonElement, string?> read) => ReadList<string?, string>(read, text => text!);

    private static Func<JsonElement, object?> ReadList<TRead, TItem>(Func<JsonElement, TRead?> read, Func<TRead?, TItem> item) => element =>
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() > MaxItems)
        {
            return null;
        }

        var items = element.EnumerateArray().Select(read).ToList();
        return items.Any(i => i is null) ? null : items.ConvertAll(i => item(i));
    };

    private static void WriteList<T>(Utf8JsonWriter writer, List<T> items, Action<T> write)
    {
        writer.WriteStartArray();
        items.ForEach(write);
        writer.WriteEndArray();
    }
}
