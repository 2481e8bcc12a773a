using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Trading.Ledger;

/// <summary>An amount as a client wrote it, string or number, before <see cref="Money.Parse"/> has looked at it.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct Amount(string Text)
{
    private sealed class Converter : JsonConverter<Amount>
    {
        public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => new(reader.GetString()!),
            JsonTokenType.Number => new(Encoding.UTF8.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan)),
            _ => throw new JsonException(),
        };

        public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}
