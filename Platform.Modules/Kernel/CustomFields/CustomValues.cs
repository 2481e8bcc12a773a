using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Kernel.Http;
using Platform.Kernel.Security;

namespace Platform.Kernel.CustomFields;

/// <summary>The values of custom fields: read from bodies in every form that clients use, checked, kept as one JSON object.</summary>
internal static class CustomValues
{
    private const int MaxText = 50_000;
    private const int MaxValues = 200;

    /// <summary>What a body says of custom fields: <c>cf_key</c>, <c>cf:key</c>, <c>customFields</c> (object or list of key and value) and <c>customValues</c>.</summary>
    public static Dictionary<string, JsonNode?> Sent(JsonElement body)
    {
        var sent = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name.StartsWith("cf_", StringComparison.Ordinal) || member.Name.StartsWith("cf:", StringComparison.Ordinal))
            {
                sent[member.Name[3..]] = Node(member.Value);
            }
            else if (member.Name is "customFields" or "customValues")
            {
                AddAll(sent, member.Value);
            }
        }

        return sent;
    }

    /// <summary>Merges what was sent into what is stored.</summary>
    /// <param name="errors">What is wrong, by <c>cf_key</c>.</param>
    public static string Merge(
        string stored, Dictionary<string, JsonNode?> sent, IReadOnlyList<CustomField> fields, bool creating, TenantSecrets? vault, Dictionary<string, string[]> errors)
    {
        var values = JsonNode.Parse(stored)!.AsObject();
        if (creating)
        {
            foreach (var field in fields.Where(f => f.Config["defaultValue"] is not null && !sent.ContainsKey(f.Key)))
            {
                sent[field.Key] = field.Config["defaultValue"]!.DeepClone();
            }
        }

        foreach (var (key, value) in sent)
        {
            var field = fields.FirstOrDefault(f => f.Key == key);
            if (key.Length > 100 || values.Count > MaxValues)
            {
                errors[$"cf_{key}"] = ["is one too many, or too long a name"];
                continue;
            }

            if ((field is null ? TooLong(value) : Check(field, value, out _)) is { } wrong)
            {
                errors[$"cf_{key}"] = [wrong];
                continue;
            }

            var clean = field is null ? value : Clean(field, value);
            if (clean is null)
            {
                values.Remove(key);
            }
            else
            {
                values[key] = field is { IsEncrypted: true } ? FieldCipher.Seal(vault!, clean) : clean.DeepClone();
            }
        }

        if (creating)
        {
            foreach (var field in fields.Where(f => !sent.ContainsKey(f.Key) && f.Rules.Any(r => r.Rule == "required")))
            {
                errors[$"cf_{field.Key}"] = [field.Rules.First(r => r.Rule == "required").Message];
            }
        }

        return values.ToJsonString();
    }

    /// <summary>How wrong values are refused: by <c>cf_key</c>, also under the name that clients of forms expect.</summary>
    public static Problem Refusal(Dictionary<string, string[]> errors) => new(ProblemKind.Invalid, "Validation failed", Fields: errors);

    /// <summary>Writes raw <c>cf_</c> members, <c>customValues</c> and the display entries <c>customFields</c> into an answer's object.</summary>
    public static void Write(Utf8JsonWriter json, string stored, IReadOnlyList<CustomField> fields, TenantSecrets? vault)
    {
        using var document = JsonDocument.Parse(vault is null || !stored.Contains(FieldCipher.Prefix, StringComparison.Ordinal) ? stored : Open(stored, vault).ToJsonString());
        var values = document.RootElement;
        foreach (var member in values.EnumerateObject())
        {
            json.WritePropertyName($"cf_{member.Name}");
            member.Value.WriteTo(json);
        }

        json.WritePropertyName("customValues");
        values.WriteTo(json);
        json.WriteStartArray("customFields");
        foreach (var field in fields)
        {
            json.WriteStartObject();
            json.WriteString("key", field.Key);
            json.WriteString("label", field.Label);
            json.WriteString("kind", field.Kind);
            json.WriteBoolean("multi", field.IsMulti);
            json.WritePropertyName("value");
            if (values.TryGetProperty(field.Key, out var value))
            {
                value.WriteTo(json);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The values as people may read them.</summary>
    public static JsonObject Open(string stored, TenantSecrets? vault)
    {
        var values = JsonNode.Parse(stored)!.AsObject();
        return vault is null ? values : FieldCipher.OpenAll(vault, values)!.AsObject();
    }

    /// <returns>What is wrong with a value, or null.</returns>
    public static string? Check(CustomField field, JsonNode? value, out JsonNode? clean)
    {
        clean = null;
        if (field.Rules.FirstOrDefault(r => !r.Holds(value)) is { } broken)
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
    private static JsonNode? Clean(CustomField field, JsonNode? value)
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

    private static string? TooLong(JsonNode? value) => value?.ToJsonString() is { Length: > MaxText }
        ? $"must have at most {MaxText} characters"
        : value is JsonValue v && v.TryGetValue<string>(out var text) && text.Contains('\0', StringComparison.Ordinal) ? "must not contain NUL" : null;

    private static void AddAll(Dictionary<string, JsonNode?> sent, JsonElement members)
    {
        if (members.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in members.EnumerateObject())
            {
                sent[Bare(member.Name)] = Node(member.Value);
            }
        }
        else if (members.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in members.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object))
            {
                if (item.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.String && item.TryGetProperty("value", out var value))
                {
                    sent[Bare(key.GetString()!)] = Node(value);
                }
            }
        }
    }

    /// <summary>A key without the prefix that clients may give it.</summary>
    public static string Bare(string key) => key.StartsWith("cf_", StringComparison.Ordinal) || key.StartsWith("cf:", StringComparison.Ordinal) ? key[3..] : key;

    private static JsonNode? Node(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : JsonNode.Parse(value.GetRawText());
}
