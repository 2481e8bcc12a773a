using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Kernel.Data;

namespace Platform.Kernel.CustomFields;

/// <summary>What values of a custom field look like, by its kind and its rules.</summary>
internal static class ValueForms
{
    private const int MaxText = 50_000;
    private const int MaxNamed = 20;

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

        if (field.Options is { } options && (value as IEnumerable<JsonNode?> ?? [value]).Any(v => v?.ToString() is { Length: > 0 } chosen && !options.Contains(chosen)))
        {
            return $"must be one of {string.Join(", ", options.Take(MaxNamed))}";
        }

        clean = Clean(field, value);
        return clean is null && !(value is JsonValue v && v.TryGetValue<string>(out var text) && text.Length == 0)
            ? $"must be {(field.IsMulti ? "a list of values" : Expected(field.Kind))}"
            : TooLong(value);
    }

    public static string Expected(string kind) => kind switch
    {
        "integer" => "a whole number",
        "float" => "a number",
        "boolean" => "true or false",
        "date" => Times.ExpectedDate,
        "datetime" => Times.Expected,
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
            "date" => Times.ParseStart(text) is not null ? JsonValue.Create(text) : null,
            "datetime" => Times.Parse(text) is not null ? JsonValue.Create(text) : null,
            "currency" => JsonValue.Create(text),
            _ => single.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? JsonValue.Create(text) : null,
        };
    }

    public static string? TooLong(JsonNode? value) => value?.ToJsonString() is { Length: > MaxText }
        ? $"must have at most {MaxText} characters"
        : value is JsonValue v && v.TryGetValue<string>(out var text) && text.Contains('\0', StringComparison.Ordinal) ? "must not contain NUL" : null;
}
