using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Platform.Operations.SignIn;

/// <summary>Calls the provider and reads its answers.</summary>
internal sealed class ProviderHttp(IHttpClientFactory clients)
{
    public const string Client = "operations-provider";

    /// <returns>The status, and of a success its object.</returns>
    /// <exception cref="JsonException">The answer is none.</exception>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(Client);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await client.SendAsync(request, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return (response.StatusCode, default);
        }

        var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return answer.ValueKind == JsonValueKind.Object ? (response.StatusCode, answer) : throw new JsonException("The answer is no object.");
    }

    /// <summary>A text member that can be stored, or null.</summary>
    public static string? Text(JsonElement answer, string name)
    {
        try
        {
            return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                && value.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is JSON, and no text.
            return null;
        }
    }
}
