using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Kernel.Crud;

/// <summary>An answer that writes itself.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record JsonBody(Action<Utf8JsonWriter> Write)
{
    private sealed class Converter : JsonConverter<JsonBody>
    {
        public override JsonBody Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(JsonElement.ParseValue(ref reader).WriteTo);

        public override void Write(Utf8JsonWriter writer, JsonBody value, JsonSerializerOptions options) => value.Write(writer);
    }
}
