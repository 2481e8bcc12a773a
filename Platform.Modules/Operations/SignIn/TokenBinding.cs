using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Platform.Operations.SignIn;

/// <summary>Whether an access token was issued to our client: one that another program got for a person must not sign that person in here.</summary>
internal sealed class TokenBinding(ProviderHttp http, IOptions<ProviderOptions> options, IHostEnvironment environment)
{
    private readonly ProviderOptions provider = options.Value;

    /// <param name="introspection">Where the provider says what a token is; null when it does not.</param>
    /// <exception cref="HttpRequestException">The provider does not say.</exception>
    public async Task<bool> IsOursAsync(string accessToken, Uri? introspection, CancellationToken cancellation)
    {
        if (provider.ClientId is { Length: > 0 } own && ClientIn(accessToken) is { } client)
        {
            return client == own;
        }

        // The token says nothing that we can read: an opaque one, or a JWT without its client.
        return provider is { ClientId.Length: > 0, ClientSecret.Length: > 0 } && introspection is not null
            ? await AskAsync(accessToken, introspection, cancellation)
            : environment.IsDevelopment();
    }

    /// <summary>The client that a JWT names. Its signature need not be checked: the provider takes only what it has issued.</summary>
    private static string? ClientIn(string token)
    {
        try
        {
            var jwt = new JsonWebToken(token);
            return jwt.TryGetPayloadValue<string>("client_id", out var client) || jwt.TryGetPayloadValue("azp", out client) ? client : null;
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException)
        {
            return null;
        }
    }

    private async Task<bool> AskAsync(string accessToken, Uri introspection, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, introspection)
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("token", accessToken), KeyValuePair.Create("token_type_hint", "access_token")]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $"{Uri.EscapeDataString(provider.ClientId!)}:{Uri.EscapeDataString(provider.ClientSecret!)}")));
        var (status, answer) = await http.SendAsync(request, cancellation);
        return status == HttpStatusCode.OK
            ? answer.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.True && ProviderHttp.Text(answer, "client_id") == provider.ClientId
            : throw new HttpRequestException($"The provider does not say whose the token is ({(int)status}).");
    }
}
