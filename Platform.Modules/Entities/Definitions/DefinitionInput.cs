using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Validation;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Entities.Definitions;

/// <summary>A field to create or change. <c>configJson</c> carries label, rules, options and what else forms and lists need.</summary>
[ValidatableType]
public sealed record DefinitionInput(
    [property: Needed, Text(1, 100)] string? EntityId,
    [property: Needed, Text(1, 100)] string? Key,
    [property: Needed] string? Kind,
    JsonObject? ConfigJson,
    bool? IsActive);

/// <summary>One field of a batch.</summary>
[ValidatableType]
public sealed record DefinitionItem(
    [property: Needed, Text(1, 100)] string? Key,
    [property: Needed] string? Kind,
    JsonObject? ConfigJson,
    bool? IsActive);

/// <summary>Fields of one entity, saved together or not at all.</summary>
/// <param name="Fieldsets">A list of objects, each with a <c>code</c> of its own and whatever else forms need.</param>
[ValidatableType]
public sealed record DefinitionBatch(
    [property: Needed, Text(1, 100)] string? EntityId,
    [property: Needed] IReadOnlyList<DefinitionItem>? Definitions,
    JsonElement? Fieldsets,
    bool? SingleFieldsetPerRecord);

/// <summary>Names a field.</summary>
[ValidatableType]
public sealed record DefinitionRef([property: Needed, Text(1, 100)] string? EntityId, [property: Needed, Text(1, 100)] string? Key);

/// <summary>Checks and completes what a client sends of a field.</summary>
internal static class DefinitionRules
{
    public const int MaxBatch = 200;
    public const int MaxFieldsets = 20;
    private const int MaxConfig = 32 * 1024;

    /// <returns>What is wrong, or null; and the configuration as it is kept.</returns>
    public static Problem? Check(string? key, string? kind, JsonObject? sent, out JsonObject config)
    {
        config = sent is null ? [] : sent.DeepClone().AsObject();
        if (!EntityNames.IsKey(key))
        {
            return EntityNames.Invalid("key", "must consist of a-z, 0-9 and _");
        }

        if (!CustomField.Kinds.Contains(kind))
        {
            return EntityNames.Invalid("kind", $"must be one of {string.Join(", ", CustomField.Kinds)}");
        }

        if (config.ToJsonString().Length > MaxConfig)
        {
            return EntityNames.Invalid("configJson", $"must have at most {MaxConfig} characters");
        }

        if (CustomRule.Refuse(config["validation"]) is { } wrong)
        {
            return EntityNames.Invalid("configJson.validation", wrong);
        }

        Complete(key!, kind!, config);
        if (kind == "dictionary" && !Guid.TryParse(config["dictionaryId"]?.ToString(), out _))
        {
            return EntityNames.Invalid("configJson.dictionaryId", "is required for a dictionary field");
        }

        return config["defaultValue"] is { } value && ValueForms.Check(new CustomField(key!, kind!, config), value, new RuleBudget(), out _) is { } bad
            ? EntityNames.Invalid("configJson.defaultValue", bad)
            : null;
    }

    /// <returns>What is wrong with sets of fields, or null.</returns>
    public static string? RefuseFieldsets(JsonElement sent)
    {
        if (sent.ValueKind != JsonValueKind.Array || sent.GetArrayLength() > MaxFieldsets || sent.GetRawText().Length > MaxConfig)
        {
            return $"must be a list of at most {MaxFieldsets} sets, and {MaxConfig} characters";
        }

        var codes = sent.EnumerateArray().Select(s => s.ValueKind == JsonValueKind.Object && s.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : null).ToList();
        return codes.Exists(c => c is not { Length: > 0 and <= EntityNames.MaxKey }) || codes.Distinct(StringComparer.Ordinal).Count() != codes.Count
            ? "must be objects, each with a code of its own"
            : JsonChecks.Refuse(sent);
    }

    private static void Complete(string key, string kind, JsonObject config)
    {
        config.TryAdd("label", key);
        config.TryAdd("formEditable", true);
        config.TryAdd("listVisible", true);
        switch (kind)
        {
            case "multiline":
                config.TryAdd("editor", "markdown");
                break;
            case "currency":
                config["optionsUrl"] = "/api/dictionaries?key=currency";
                break;
        }
    }
}
