using System.Text.Json;

namespace Platform.Trading.SignIn;

/// <summary>Calls providers and reads their answers, small and as JSON whatever they call it.</summary>
internal sealed class ProviderHttp(IHttpClientFactory clients)
{
    public const string Client = "oauth";
    private const int MaxAnswer = 64 * 1024;

    public async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var client = clients.CreateClient(Client);
            client.MaxResponseContentBufferSize = MaxAnswer;
            using var response = await client.SendAsync(request, cancellation);
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            return response.IsSuccessStatusCode && document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new OAuthException("The provider refused the authorization code");
        }
        catch (JsonException exception)
        {
            throw new OAuthException("The provider's answer cannot be read", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new OAuthException("The provider cannot be reached", exception);
        }
    }

    /// <summary>A text member that can be stored, or empty.</summary>
    public static string Text(JsonElement answer, string name, int max = 200)
    {
        try
        {
            return answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                && value.GetString() is { } text && text.Length <= max && !text.Contains('\0', StringComparison.Ordinal) ? text : "";
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is JSON, and no text.
            return "";
        }
    }

    public static string Needed(JsonElement answer, string name, int max = 200) =>
        Text(answer, name, max) is { Length: > 0 } text ? text : throw new OAuthException($"The provider's answer lacks {name}");
}
