using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Kernel.Http;
using Platform.Kernel.Security;

namespace Platform.Kernel.CustomFields;

/// <summary>The values of custom fields: read from bodies in every form that clients use, kept as one JSON object, shown.</summary>
internal static class CustomValues
{
    private const int MaxValues = 200;
    private const int MaxTotal = 250_000;

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

        var budget = new RuleBudget();
        foreach (var (key, value) in sent)
        {
            var field = fields.FirstOrDefault(f => f.Key == key);
            if (key.Length > 100 || values.Count > MaxValues)
            {
                errors[$"cf_{key}"] = ["is one too many, or too long a name"];
                continue;
            }

            if ((field is null ? ValueForms.TooLong(value) : ValueForms.Check(field, value, budget, out _)) is { } wrong)
            {
                errors[$"cf_{key}"] = [wrong];
                continue;
            }

            var clean = field is null ? value : ValueForms.Clean(field, value);
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

        var text = values.ToJsonString();
        if (text.Length > MaxTotal)
        {
            errors["customFields"] = [$"must have at most {MaxTotal} characters altogether"];
        }

        return text;
    }

    /// <summary>How wrong values are refused: by <c>cf_key</c>, also under the name that clients of forms expect.</summary>
    public static Problem Refusal(Dictionary<string, string[]> errors) => new(ProblemKind.Invalid, "Validation failed", Fields: errors);

    /// <summary>Writes raw <c>cf_</c> members, <c>customValues</c> (null where there are none) and the display entries <c>customFields</c> into an answer's object.</summary>
    public static void Write(Utf8JsonWriter json, string stored, IReadOnlyList<CustomField> fields, TenantSecrets? vault)
    {
        using var document = JsonDocument.Parse(vault is null || !stored.Contains(FieldCipher.Prefix, StringComparison.Ordinal) ? stored : Open(stored, vault).ToJsonString());
        var values = document.RootElement;
        foreach (var member in values.EnumerateObject())
        {
            json.WritePropertyName($"cf_{member.Name}");
            WriteRaw(json, member.Value);
        }

        json.WritePropertyName(Names.Values);
        if (values.EnumerateObject().MoveNext())
        {
            WriteRaw(json, values);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteStartArray(Names.Fields);
        foreach (var field in fields)
        {
            json.WriteStartObject();
            json.WriteString(Names.Key, field.Shown.Key);
            json.WriteString(Names.Label, field.Shown.Label);
            json.WriteString(Names.Kind, field.Shown.Kind);
            json.WriteBoolean(Names.Multi, field.IsMulti);
            json.WritePropertyName(Names.Value);
            if (values.TryGetProperty(field.Key, out var value))
            {
                WriteRaw(json, value);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What stands in a document is JSON already.</summary>
    private static void WriteRaw(Utf8JsonWriter json, JsonElement value) => json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    private static class Names
    {
        public static readonly JsonEncodedText Values = JsonEncodedText.Encode("customValues");
        public static readonly JsonEncodedText Fields = JsonEncodedText.Encode("customFields");
        public static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
        public static readonly JsonEncodedText Label = JsonEncodedText.Encode("label");
        public static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind");
        public static readonly JsonEncodedText Multi = JsonEncodedText.Encode("multi");
        public static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    }

    /// <summary>The values as people may read them.</summary>
    public static JsonObject Open(string stored, TenantSecrets? vault)
    {
        var values = JsonNode.Parse(stored)!.AsObject();
        return vault is null ? values : FieldCipher.OpenAll(vault, values)!.AsObject();
    }

    /// <summary>Stored values with those of encrypted fields sealed.</summary>
    /// <param name="opens">Whether those of others are opened.</param>
    public static string Conform(string stored, IReadOnlyList<CustomField> fields, TenantSecrets vault, bool opens = true)
    {
        var values = JsonNode.Parse(stored)!.AsObject();
        var changed = false;
        foreach (var field in fields.Where(f => opens || f.IsEncrypted))
        {
            if (values[field.Key] is { } value && field.IsEncrypted != (value is JsonValue text && text.TryGetValue<string>(out var sealedText) && FieldCipher.IsSealed(sealedText)))
            {
                values[field.Key] = field.IsEncrypted ? FieldCipher.Seal(vault, value) : FieldCipher.OpenAll(vault, value);
                changed = true;
            }
        }

        return changed ? values.ToJsonString() : stored;
    }

    /// <summary>Adds the members of an object, or of a list of keys and values; of two forms of one key the last counts.</summary>
    public static void AddAll(Dictionary<string, JsonNode?> sent, JsonElement members)
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
