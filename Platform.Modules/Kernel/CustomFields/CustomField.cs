using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Kernel.CustomFields;

/// <summary>A custom field as it is in force for an organization.</summary>
/// <param name="IsMapped">Whether an encryption map names it.</param>
internal sealed record CustomField(string Key, string Kind, JsonObject Config, bool IsMapped = false)
{
    public static readonly IReadOnlyList<string> Kinds =
        ["text", "multiline", "integer", "float", "boolean", "select", "currency", "relation", "attachment", "dictionary", "date", "datetime"];

    public string Label { get; } = Text(Config, "label") ?? Key;

    /// <summary>What its entries in answers begin with, encoded once.</summary>
    public (JsonEncodedText Key, JsonEncodedText Label, JsonEncodedText Kind) Shown { get; } =
        (Encode(Key), Encode(Text(Config, "label") ?? Key), Encode(Kind));

    public bool IsMulti { get; } = Flag(Config, "multi");

    /// <summary>Its values are ciphertext in the table.</summary>
    public bool IsEncrypted { get; } = IsMapped || Flag(Config, "encrypted");

    /// <summary>The values of a select; null where any text is one, because it has none of its own.</summary>
    public IReadOnlySet<string>? Options { get; } = Kind == "select" && Config["options"] is JsonArray { Count: > 0 } options
        ? options.Select(o => (o is JsonObject named ? named["value"] : o)?.ToString()).OfType<string>().ToHashSet(StringComparer.Ordinal)
        : null;

    public bool IsNumber => Kind is "integer" or "float";

    public IReadOnlyList<CustomRule> Rules { get; } = CustomRule.Of(Config["validation"]);

    private static JsonEncodedText Encode(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private static string? Text(JsonObject config, string name) => config[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool Flag(JsonObject config, string name) => config[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;
}
