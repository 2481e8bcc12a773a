using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Platform.Kernel.Data;

/// <summary>A JSON object as a client wrote it, checked once on its way in and handed out as it is.</summary>
[JsonConverter(typeof(JsonText))]
public readonly record struct Json(string Text)
{
    public const int MaxBytes = 64 * 1024;
    public const int MaxDepth = 32;

    public static readonly Json Empty = new("{}");

    public static Json From<T>(T value, JsonSerializerOptions? options = null) => new(JsonSerializer.Serialize(value, options));

    public override string ToString() => Text ?? "{}";

    /// <summary>The object with one member added or replaced.</summary>
    public Json With(string name, Action<Utf8JsonWriter> write) =>
        Rewrite(member => !member.NameEquals(name), json =>
        {
            json.WritePropertyName(name);
            write(json);
        });

    /// <summary>The object with the members of another added or replaced, not looking deeper.</summary>
    public Json Merge(Json changes)
    {
        using var document = JsonDocument.Parse(changes.ToString());
        var changed = document.RootElement.EnumerateObject().ToDictionary(m => m.Name, StringComparer.Ordinal);
        return Rewrite(member => !changed.ContainsKey(member.Name), json =>
        {
            foreach (var member in changed.Values)
            {
                member.WriteTo(json);
            }
        });
    }

    private Json Rewrite(Func<JsonProperty, bool> keep, Action<Utf8JsonWriter> append)
    {
        using var document = JsonDocument.Parse(ToString());
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject().Where(keep))
            {
                member.WriteTo(json);
            }

            append(json);
            json.WriteEndObject();
        }

        return new Json(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads what the platform itself wrote, which may have grown beyond what a client may send.</summary>
    internal sealed class Stored : JsonConverter<Json>
    {
        public override Json Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new Json(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, Json value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.ToString(), skipInputValidation: true);
    }

    internal sealed class Column() : ValueConverter<Json, string>(json => json.ToString(), text => new Json(text));

    /// <summary>Reads only objects that PostgreSQL, other readers and the next response can carry.</summary>
    private sealed class JsonText : JsonConverter<Json>
    {
        public override Json Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("An object is expected.");
            }

            using var document = JsonDocument.ParseValue(ref reader);
            return JsonChecks.Refuse(document.RootElement) is { } why
                ? throw new JsonException(JsonChecks.Marker + why)
                : new Json(JsonSerializer.Serialize(document.RootElement, Relaxed));
        }

        public override void Write(Utf8JsonWriter writer, Json value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.ToString(), skipInputValidation: true);
    }
}

/// <summary>What stored JSON must keep: bounded size, depth and numbers, real Unicode, no NUL, each name once.</summary>
internal static class JsonChecks
{
    private static readonly string TooDeep = $"The object is nested deeper than {Json.MaxDepth} levels.";

    public const string NotUnicode = "Text is not valid Unicode.";

    /// <summary>Starts the message of a JsonException that was written for clients.</summary>
    public const string Marker = "\u2022 ";

    /// <returns>Why the value is refused, or null.</returns>
    public static string? Refuse(JsonElement value, int maxBytes = Json.MaxBytes)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return raw.Length > maxBytes ? $"The object is larger than {maxBytes} bytes."
            : JsonNumbers.AreBounded(raw) ? Walk(value, depth: 1)
            : JsonNumbers.Refusal;
    }

    /// <summary>What every value keeps that is read member by member: anybody can read it, and nest it in an answer.</summary>
    /// <returns>Why the value is refused, or null.</returns>
    public static string? RefuseContent(JsonElement value) =>
        !IsShallow(JsonMarshal.GetRawUtf8Value(value)) ? TooDeep
        : !IsUnicode(value) ? NotUnicode
        : JsonNumbers.AreBounded(JsonMarshal.GetRawUtf8Value(value)) ? null
        : JsonNumbers.Refusal;

    private static bool IsShallow(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.CurrentDepth >= Json.MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether all names and texts can be read: an escape may stand for half a surrogate.</summary>
    private static bool IsUnicode(JsonElement value) => !JsonMarshal.GetRawUtf8Value(value).Contains((byte)'\\') || AllText(value);

    private static bool AllText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(m => Text(() => m.Name) != NotUnicode && AllText(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(AllText),
        JsonValueKind.String => Text(() => value.GetString()!) != NotUnicode,
        _ => true,
    };

    private static string? Walk(JsonElement value, int depth)
    {
        if (depth > Json.MaxDepth)
        {
            return TooDeep;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in value.EnumerateObject())
                {
                    if (Text(() => member.Name) is { } badName || (badName = Walk(member.Value, depth + 1)) is not null)
                    {
                        return badName;
                    }

                    if (!names.Add(member.Name))
                    {
                        return "A member is given twice.";
                    }
                }

                return null;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (Walk(item, depth + 1) is { } bad)
                    {
                        return bad;
                    }
                }

                return null;
            case JsonValueKind.String:
                return Text(() => value.GetString()!);
            default:
                return null;
        }
    }

    private static string? Text(Func<string> read)
    {
        try
        {
            return read().Contains('\0', StringComparison.Ordinal) ? "Text must not contain NUL." : null;
        }
        catch (InvalidOperationException)
        {
            return NotUnicode;
        }
    }
}
