using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Kernel.Events;

namespace Platform.Events.Streaming;

/// <summary>An event on its way to browsers: for whom it is, and how it looks in the stream.</summary>
/// <param name="Sequence">Its place in the stream, the same on every replica.</param>
/// <param name="Organizations">Null for everybody of the tenant.</param>
/// <param name="Users">With <paramref name="Roles"/>: who it is for; both null for everybody.</param>
internal sealed record Broadcast(
    ulong Sequence, Guid TenantId, IReadOnlyList<Guid>? Organizations, IReadOnlyList<Guid>? Users, IReadOnlyList<string>? Roles, byte[] Frame)
{
    public const int MaxPayload = 4096;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Null when it is nobody's: not an object, or of no tenant.</returns>
    public static Broadcast? Read(string type, StreamMessage message)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Data);
            var payload = document.RootElement;
            return payload.ValueKind == JsonValueKind.Object && Ids(payload, "tenantId", "tenantIds") is [var tenant] && tenant != Guid.Empty
                ? new Broadcast(message.Sequence, tenant, Ids(payload, "organizationId", "organizationIds"),
                    Ids(payload, "recipientUserId", "recipientUserIds"), Texts(payload, "recipientRoleId", "recipientRoleIds"),
                    FrameOf(type, message, payload))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] FrameOf(string type, StreamMessage message, JsonElement payload)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Data.Length + 200);
        buffer.Write(Encoding.ASCII.GetBytes($"id: {message.Sequence}\ndata: "));
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("id", type);
            json.WritePropertyName("payload");
            if (message.Data.Length <= MaxPayload)
            {
                payload.WriteTo(json);
            }
            else
            {
                WriteTruncated(json, payload);
            }

            json.WriteNumber("timestamp", message.StoredAt.ToUnixTimeMilliseconds());
            json.WritePropertyName("organizationId");
            if (payload.TryGetProperty("organizationId", out var organization))
            {
                organization.WriteTo(json);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteEndObject();
        }

        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What is too large for the stream is read over the API: only its ids travel.</summary>
    private static void WriteTruncated(Utf8JsonWriter json, JsonElement payload)
    {
        json.WriteStartObject();
        foreach (var name in (ReadOnlySpan<string>)["id", "tenantId", "organizationId"])
        {
            if (payload.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetRawText().Length <= 100)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }

        json.WriteBoolean("truncated", true);
        json.WriteEndObject();
    }

    private static List<Guid>? Ids(JsonElement payload, string one, string many) =>
        Texts(payload, one, many)?.Select(t => Guid.TryParse(t, out var id) ? id : Guid.Empty).ToList();

    private static List<string>? Texts(JsonElement payload, string one, string many)
    {
        var found = new List<string>();
        if (payload.TryGetProperty(one, out var single) && single.ValueKind == JsonValueKind.String)
        {
            found.Add(single.GetString()!);
        }

        if (payload.TryGetProperty(many, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            // An empty list names nobody, which is not the same as no list.
            return [.. found, .. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)];
        }

        return found.Count == 0 ? null : found;
    }
}
