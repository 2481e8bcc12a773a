using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Operations;

/// <summary>What clients keep with an organization or account, beside what the platform says of it under reserved names.</summary>
internal static class CustomData
{
    public const string Field = "customData";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds or replaces the members that were sent; null takes one away, and reserved ones are ignored.</summary>
    public static (Json Data, Problem? Problem) Merge(Json stored, Json? sent, IReadOnlySet<string> reserved)
    {
        if (sent is not { } changes)
        {
            return (stored, null);
        }

        var data = Parse(stored);
        foreach (var (name, value) in Parse(changes).Where(m => !reserved.Contains(m.Key)))
        {
            data.Remove(name);
            if (value is not null)
            {
                data[name] = value.DeepClone();
            }
        }

        var text = data.ToJsonString(Relaxed);
        return System.Text.Encoding.UTF8.GetByteCount(text) <= Json.MaxBytes ? (new Json(text), null)
            : (stored, Problem.OfField(Field, $"must have at most {Json.MaxBytes / 1024} KiB together with what is there"));
    }

    /// <summary>The data with what the platform says of it; what is null is left out.</summary>
    public static Json Show(Json stored, params (string Name, object? Value)[] facts) =>
        stored.Merge(Json.From(facts.Where(f => f.Value is not null).ToDictionary(f => f.Name, f => f.Value)));

    private static JsonObject Parse(Json json) => JsonNode.Parse(json.ToString())!.AsObject();
}
