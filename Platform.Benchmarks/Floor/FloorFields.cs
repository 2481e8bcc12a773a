using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;

namespace Platform.Benchmarks.Floor;

internal sealed record FloorField(string Key, string Label, string Kind);

/// <summary>The custom fields of an entity, read once.</summary>
internal static class FloorFields
{
    private static readonly ConcurrentDictionary<string, FloorField[]> Known = new(StringComparer.Ordinal);

    public static async ValueTask<FloorField[]> OfAsync(NpgsqlDataSource database, string entity, CancellationToken cancellation)
    {
        if (Known.TryGetValue(entity, out var known))
        {
            return known;
        }

        await using var command = database.CreateCommand("""
            SELECT key, coalesce(config::jsonb ->> 'label', key), kind FROM entities.custom_field_definitions WHERE entity_id = $1 AND deleted_at IS NULL ORDER BY key
            """);
        command.Parameters.Add(new() { Value = entity });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var fields = new List<FloorField>();
        while (await reader.ReadAsync(cancellation))
        {
            fields.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return Known[entity] = [.. fields];
    }

    public static void Write(Utf8JsonWriter json, string stored, FloorField[] fields)
    {
        using var document = JsonDocument.Parse(stored);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            json.WritePropertyName("cf_" + member.Name);
            member.Value.WriteTo(json);
        }

        json.WritePropertyName("customValues");
        json.WriteRawValue(stored, skipInputValidation: true);
        json.WriteStartArray("customFields");
        foreach (var field in fields)
        {
            json.WriteStartObject();
            json.WriteString("key", field.Key);
            json.WriteString("label", field.Label);
            json.WriteString("kind", field.Kind);
            json.WriteBoolean("multi", false);
            json.WritePropertyName("value");
            if (document.RootElement.TryGetProperty(field.Key, out var value))
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
}
