using System.Collections;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Kernel.Data;

namespace Platform.Kernel.Http;

/// <summary>How bodies are read and written: strict numbers, real text, and names as each surface spells them.</summary>
public static class HttpJson
{
    /// <summary>Applies the platform's rules; types under <paramref name="snakeCaseNamespaces"/> have snake_case names, others camelCase.</summary>
    public static void Configure(JsonSerializerOptions options, IReadOnlyCollection<string> snakeCaseNamespaces)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 64;
        options.AllowDuplicateProperties = false;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new ElementConverter());
        options.Converters.Add(new NodeConverter<JsonNode>());
        options.Converters.Add(new NodeConverter<JsonObject>());
        options.Converters.Add(new NodeConverter<JsonArray>());
        options.Converters.Add(new TimeConverter());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(type =>
        {
            if (type.Kind == JsonTypeInfoKind.Enumerable && type.Type != typeof(JsonArray))
            {
                type.OnDeserialized = RefuseNulls;
            }

            if (type.Type.Namespace is { } space && snakeCaseNamespaces.Any(n => space == n || space.StartsWith(n + '.', StringComparison.Ordinal)))
            {
                foreach (var property in type.Properties.Where(p => !IsNamed(p)))
                {
                    property.Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
                }
            }
        });
    }

    public static JsonSerializerOptions OptionsOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

    /// <summary>No list that a client sends has a place for nothing: whoever reads one need not look.</summary>
    private static void RefuseNulls(object list)
    {
        if (((IEnumerable)list).Cast<object?>().Contains(null))
        {
            throw new JsonException(Failures.WrongValue + "not contain null");
        }
    }

    private static bool IsNamed(JsonPropertyInfo property) =>
        property.AttributeProvider?.IsDefined(typeof(JsonPropertyNameAttribute), inherit: false) == true;

    /// <summary>Times are read as <see cref="Times"/> has them, and written in UTC with a Z.</summary>
    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Times.ParseStart(reader.GetString()!) is { } time ? time : throw new JsonException(Failures.WrongValue + "be " + Times.Expected);

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
    }

    /// <summary>Half a surrogate makes whoever reads the text fail, and a number may be longer than it looks: in bodies that are read member by member both are refused before.</summary>
    private sealed class ElementConverter : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var value = JsonElement.ParseValue(ref reader);
            return JsonChecks.RefuseContent(value) is { } why ? throw new JsonException(Failures.Marker + why) : value;
        }

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
    }

    /// <summary>The same for what is changed before it is kept.</summary>
    private sealed class NodeConverter<T> : JsonConverter<T> where T : JsonNode
    {
        private static readonly JsonDocumentOptions EachNameOnce = new() { AllowDuplicateProperties = false };

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var value = JsonElement.ParseValue(ref reader);
            return JsonChecks.RefuseContent(value) is { } why ? throw new JsonException(Failures.Marker + why)
                : JsonNode.Parse(JsonMarshal.GetRawUtf8Value(value), documentOptions: EachNameOnce) as T ?? throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => value.WriteTo(writer, options);
    }

    /// <summary>Refuses text that PostgreSQL cannot store.</summary>
    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException();
            }

            var text = reader.GetString()!;
            return text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException(Failures.Marker + "Text must not contain NUL") : text;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
