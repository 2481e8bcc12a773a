using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Platform.Benchmarks.Floor;

/// <summary>The rows of a page as they were read, written as the platform writes them: every column, custom values in their three forms, the numbers of the page.</summary>
internal sealed class FloorPage(string[] names, List<object[]> rows)
{
    public Guid[] Ids { get; } = [.. rows.Select(r => (Guid)r[0])];

    public static async Task<FloorPage> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var rows = new List<object[]>(50);
        while (await reader.ReadAsync(cancellation))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return new([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
    }

    /// <param name="more">Writes what else belongs to a row.</param>
    public async Task WriteAsync(HttpContext http, FloorField[] fields, long total, Action<Utf8JsonWriter, Guid> more)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < names.Length; i++)
            {
                if (names[i] == "custom")
                {
                    FloorFields.Write(json, (string)row[i], fields);
                }
                else
                {
                    json.WritePropertyName(names[i]);
                    Write(json, row[i]);
                }
            }

            more(json, (Guid)row[0]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("total", total);
        json.WriteNumber("page", 1);
        json.WriteNumber("pageSize", 50);
        json.WriteNumber("totalPages", (total + 49) / 50);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case Guid id: json.WriteStringValue(id); break;
            case DateTime time: json.WriteStringValue(time); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case decimal amount: json.WriteStringValue(amount.ToString(CultureInfo.InvariantCulture)); break;
            case string text: json.WriteStringValue(text); break;
            default: json.WriteNullValue(); break;
        }
    }
}
