using System.Text.Encodings.Web;
using System.Text.Json;

namespace Platform.Sandbox.WeChat;

/// <summary>Answers as WeChat does: JSON that calls itself plain text, characters unescaped.</summary>
internal static class WeChatJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult Of<T>(T value) => Results.Text(JsonSerializer.SerializeToUtf8Bytes(value, Options), "text/plain");
}
