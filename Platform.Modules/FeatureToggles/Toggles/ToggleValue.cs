using System.Text.Json;
using Platform.Kernel.Data;

namespace Platform.FeatureToggles.Toggles;

/// <summary>The types of toggles and which JSON fits them.</summary>
internal static class ToggleValue
{
    public const string Boolean = "boolean";
    public const string Text = "string";
    public const string Number = "number";
    public const string Object = "json";
    private const int MaxText = 10_000;

    /// <returns>Why the value is not one of the type, or null.</returns>
    public static string? Refuse(string type, JsonElement value) => type switch
    {
        Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false",
        Number => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? null : "must be a number",
        Text => value.ValueKind == JsonValueKind.String && JsonChecks.Refuse(value) is null && value.GetString()!.Length <= MaxText
            ? null
            : $"must be text of at most {MaxText} characters",
        _ => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? JsonChecks.Refuse(value) is null ? null : "is too large, too deep, or not valid JSON text"
            : "must be an object or an array",
    };

    /// <summary>Null and a missing value are no value.</summary>
    public static string? Store(JsonElement? value) => value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? given.GetRawText() : null;

    public static JsonElement? Show(string? stored) => stored is null ? null : JsonElement.Parse(stored);
}
