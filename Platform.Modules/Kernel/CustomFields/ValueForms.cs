using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Kernel.CustomFields;

/// <summary>What values of a custom field look like, by its kind and its rules.</summary>
internal static class ValueForms
{
    private const int MaxText = 50_000;

    /// <returns>What is wrong with a value, or null.</returns>
    public static string? Check(CustomField field, JsonNode? value, RuleBudget budget, out JsonNode? clean)
    {
        clean = null;
        if (field.Rules.FirstOrDefault(r => !r.Holds(value, budget)) is { } broken)
        {
            return broken.Message;
        }

        if (value is null)
        {
            return null;
        }

        clean = Clean(field, value);
        return clean is null && !(value is JsonValue v && v.TryGetValue<string>(out var text) && text.Length == 0)
            ? $"must be {Expected(field)}"
            : TooLong(value);
    }

    private static string Expected(CustomField field) => (field.Kind, field.IsMulti) switch
    {
        (_, true) => "a list of values",
        ("integer", _) => "a whole number",
        ("float", _) => "a number",
        ("boolean", _) => "true or false",
        ("date", _) => "a date such as 2026-01-31",
        ("datetime", _) => "a time such as 2026-01-31T12:00:00Z",
        _ => "text",
    };

    /// <returns>The value in the form in which it is stored; null for none, or one that is not of the kind.</returns>
    public static JsonNode? Clean(CustomField field, JsonNode? value)
    {
        if (value is null)
        {
            return null;
        }

        if (field.IsMulti)
        {
            var items = value is JsonArray array ? array.ToList() : [value];
            var clean = items.ConvertAll(i => One(field, i));
            return clean.Contains(null) ? null : new JsonArray([.. clean.Select(c => c!.DeepClone())]);
        }

        return One(field, value);
    }

    private static JsonValue? One(CustomField field, JsonNode? value)
    {
        if (value is not JsonValue single)
        {
            return null;
        }

        var text = single.ToString();
        return field.Kind switch
        {
            _ when text.Length == 0 => null,
            "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole) : null,
            "float" => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null,
            "boolean" => text.ToUpperInvariant() switch { "TRUE" or "1" => JsonValue.Create(true), "FALSE" or "0" => JsonValue.Create(false), _ => null },
            "date" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) ? JsonValue.Create(text) : null,
            "datetime" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) ? JsonValue.Create(text) : null,
            "currency" => JsonValue.Create(text),
            _ => single.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? JsonValue.Create(text) : null,
        };
    }

    public static string? TooLong(JsonNode? value) => value?.ToJsonString() is { Length: > MaxText }
        ? $"must have at most {MaxText} characters"
        : value is JsonValue v && v.TryGetValue<string>(out var text) && text.Contains('\0', StringComparison.Ordinal) ? "must not contain NUL" : null;
}
