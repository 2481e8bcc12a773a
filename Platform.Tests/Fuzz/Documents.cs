using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Support;

namespace Platform.Tests.Fuzz;

/// <summary>What the OpenAPI documents say that an operation takes: the material that fuzzing begins with.</summary>
internal sealed class Documents
{
    private const int MaxDepth = 6;
    private readonly Dictionary<string, (JsonElement Document, JsonElement Operation, JsonElement Path)> operations = [];

    public static async Task<Documents> ReadAsync(ApiHost host)
    {
        var documents = new Documents();
        foreach (var name in new[] { "trading", "business", "operations" })
        {
            var document = (await host.Anonymous.GetAsync($"/openapi/{name}.json")).Root;
            foreach (var path in document.GetProperty("paths").EnumerateObject())
            {
                foreach (var operation in path.Value.EnumerateObject().Where(o => o.Value.ValueKind == JsonValueKind.Object))
                {
                    documents.operations[$"{operation.Name.ToUpperInvariant()} {path.Name}"] = (document, operation.Value, path.Value);
                }
            }
        }

        return documents;
    }

    public IReadOnlyList<string> QueryOf(string operation) => !operations.TryGetValue(operation, out var known) ? []
        : [.. new[] { known.Operation, known.Path }.Where(o => o.TryGetProperty("parameters", out _)).SelectMany(o => o.GetProperty("parameters").EnumerateArray())
            .Select(p => Resolve(known.Document, p)).Where(p => p.Text("in") == "query").Select(p => p.Text("name"))];

    /// <returns>Null where the operation has no body.</returns>
    public JsonNode? BodyOf(string operation, Random random, Func<string> id)
    {
        if (!operations.TryGetValue(operation, out var known) || !known.Operation.TryGetProperty("requestBody", out var body))
        {
            return null;
        }

        return Resolve(known.Document, body).TryGetProperty("content", out var content) && content.EnumerateObject().FirstOrDefault().Value is { ValueKind: JsonValueKind.Object } media
            && media.TryGetProperty("schema", out var schema) ? Build(known.Document, schema, "", random, id, 0) : null;
    }

    private static JsonElement Resolve(JsonElement document, JsonElement value)
    {
        while (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("$ref", out var reference))
        {
            value = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, name) => at.GetProperty(name));
        }

        return value;
    }

    private static JsonNode? Build(JsonElement document, JsonElement schema, string name, Random random, Func<string> id, int depth)
    {
        schema = Resolve(document, schema);
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
        {
            return "x";
        }

        foreach (var (several, first) in new[] { ("oneOf", 0), ("anyOf", 0), ("allOf", 0) })
        {
            if (schema.TryGetProperty(several, out var options))
            {
                return Build(document, options.EnumerateArray().MaxBy(o => o.ToString().Length), name, random, id, depth + 1);
            }
        }

        if (schema.TryGetProperty("enum", out var values) && values.GetArrayLength() > 0)
        {
            return JsonNode.Parse(values[random.Next(values.GetArrayLength())].GetRawText());
        }

        var type = !schema.TryGetProperty("type", out var kind) ? schema.TryGetProperty("properties", out _) ? "object" : "any"
            : kind.ValueKind == JsonValueKind.Array ? kind.EnumerateArray().Select(k => k.GetString()!).First(k => k != "null") : kind.GetString()!;
        return type switch
        {
            "object" => Members(),
            "array" => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => schema.TryGetProperty("items", out var item) ? Build(document, item, name, random, id, depth + 1) : "x")]),
            "integer" => random.Next(1, 60),
            "number" => random.Next(1, 100) + 0.25,
            "boolean" => random.Next(2) == 0,
            "string" => Text(),
            _ => random.Next(2) == 0 ? new JsonObject { ["a"] = "b" } : "x",
        };

        JsonObject Members()
        {
            var made = new JsonObject();
            if (schema.TryGetProperty("properties", out var members))
            {
                foreach (var member in members.EnumerateObject().Where(_ => random.Next(8) > 0))
                {
                    made[member.Name] = Build(document, member.Value, member.Name, random, id, depth + 1);
                }
            }

            return made;
        }

        string Text() => schema.TryGetProperty("format", out var format) && format.GetString() is "uuid" || name.EndsWith("Id", StringComparison.Ordinal) || name is "id" ? id()
            : format.ValueKind == JsonValueKind.String && format.GetString() == "date-time" ? $"2030-0{random.Next(1, 9)}-11T10:00:00Z"
            : format.ValueKind == JsonValueKind.String && format.GetString() == "date" ? "2030-05-06"
            : name.Contains("mail", StringComparison.OrdinalIgnoreCase) ? $"f{random.Next(100_000)}@example.org"
            : name.Contains("assword", StringComparison.Ordinal) ? "Strong-1-password"
            : name is "entityId" or "entityType" ? random.Any(new[] { "fuzz:thing", "customers:customer_person_profile", "auth:user" })
            : name.EndsWith("Url", StringComparison.Ordinal) ? "https://example.org/x" : $"f{random.Next(1_000_000)}";
    }
}
