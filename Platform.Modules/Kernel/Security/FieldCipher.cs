using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Platform.Kernel.Security;

/// <summary>Encrypts single values so that they can stand in an ordinary text or JSON column.</summary>
public static class FieldCipher
{
    public const string Prefix = "enc:v1:";
    private static ReadOnlySpan<byte> Context => "field"u8;

    public static string Seal(TenantSecrets secrets, string plain) => Prefix + Convert.ToBase64String(secrets.Seal(plain, Context));

    public static bool IsSealed(string? text) => text?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>The plain text of a sealed value; text that only looks like one is returned as it is.</summary>
    public static string Open(TenantSecrets secrets, string text)
    {
        if (!IsSealed(text))
        {
            return text;
        }

        var box = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            return Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), box, out var length) ? secrets.Open(box.AsSpan(0, length), Context) : text;
        }
        catch (CryptographicException)
        {
            return text;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(box);
        }
    }

    /// <summary>The same for every text in a JSON document.</summary>
    public static JsonNode? OpenAll(TenantSecrets secrets, JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, OpenAll(secrets, m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(i => OpenAll(secrets, i))]),
        JsonValue value when value.TryGetValue<string>(out var text) && IsSealed(text) => Parse(Open(secrets, text)),
        _ => node?.DeepClone(),
    };

    /// <summary>Seals any JSON value.</summary>
    public static JsonNode Seal(TenantSecrets secrets, JsonNode value) => JsonValue.Create(Seal(secrets, value.ToJsonString()));

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
