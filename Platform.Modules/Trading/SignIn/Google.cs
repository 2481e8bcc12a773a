using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Platform.Kernel.Mail;

namespace Platform.Trading.SignIn;

/// <summary>Google: OpenID Connect authorization code flow with PKCE.</summary>
internal sealed class Google(IOptions<SignInOptions> options, ProviderHttp http) : IOAuthProvider
{
    private readonly GoogleOptions google = options.Value.Google;

    public string Name => "google";

    public bool Configured => google is { ClientId.Length: > 0, ClientSecret.Length: > 0 };

    public string AuthorizeUrl(string state, string redirectUri, string codeChallenge) => QueryHelpers.AddQueryString(google.AuthorizeUrl, new Dictionary<string, string?>
    {
        ["client_id"] = google.ClientId,
        ["redirect_uri"] = redirectUri,
        ["response_type"] = "code",
        ["scope"] = "openid email profile",
        ["access_type"] = "offline",
        ["state"] = state,
        ["code_challenge"] = codeChallenge,
        ["code_challenge_method"] = "S256",
    });

    public async Task<ExternalProfile> FetchAsync(string code, PendingSignIn pending, CancellationToken cancellation)
    {
        using var exchange = new HttpRequestMessage(HttpMethod.Post, google.TokenUrl)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["client_id"] = google.ClientId,
                ["client_secret"] = google.ClientSecret,
                ["code"] = code,
                ["code_verifier"] = pending.Verifier,
                ["grant_type"] = "authorization_code",
                ["redirect_uri"] = pending.RedirectUri,
            }),
        };
        var tokens = await http.SendAsync(exchange, cancellation);
        using var ask = new HttpRequestMessage(HttpMethod.Get, google.UserInfoUrl)
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", ProviderHttp.Needed(tokens, "access_token", max: 8192)) },
        };
        var person = await http.SendAsync(ask, cancellation);
        var verified = person.TryGetProperty("email_verified", out var flag)
            && (flag.ValueKind == JsonValueKind.True || (flag.ValueKind == JsonValueKind.String && flag.GetString() == "true"));
        var email = Emails.Normalize(ProviderHttp.Needed(person, "email"));
        return Emails.IsValid(email)
            ? new(ProviderHttp.Needed(person, "sub"), ProviderHttp.Text(person, "name"), email, verified, ProviderHttp.Text(person, "picture", max: 2048))
            : throw new OAuthException("The provider's answer has no e-mail address");
    }
}
