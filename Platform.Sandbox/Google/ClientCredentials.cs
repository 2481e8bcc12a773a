using System.Net.Http.Headers;
using System.Text;
using Microsoft.Net.Http.Headers;
using Platform.Sandbox.Core;

namespace Platform.Sandbox.Google;

/// <summary>Client authentication at the token endpoint: HTTP Basic, or the two fields of the form.</summary>
internal static class ClientCredentials
{
    public static GoogleProblem? Check(HttpContext http, Parameters form, SandboxOptions.GoogleClient client)
    {
        string? id, secret;
        if (http.Request.Headers.Authorization is [{ } header])
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"https://accounts.google.com/\"";
            (id, secret) = Decode(header);
        }
        else
        {
            (id, secret) = (form["client_id"], form["client_secret"]);
        }
        if (id is null)
        {
            return GoogleProblem.InvalidRequest("Could not determine client ID from request.");
        }
        if (id != client.ClientId)
        {
            return GoogleProblem.InvalidClient("The OAuth client was not found.");
        }
        if (!Secrets.Match(secret, client.ClientSecret))
        {
            return secret is null
                ? GoogleProblem.InvalidRequest("client_secret is missing.")
                : GoogleProblem.InvalidClient("The provided client secret is invalid.");
        }
        http.Response.Headers.Remove(HeaderNames.WWWAuthenticate);
        return null;
    }

    private static (string? Id, string? Secret) Decode(string header)
    {
        var bytes = new byte[header.Length];
        if (!AuthenticationHeaderValue.TryParse(header, out var value)
            || !string.Equals(value.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(value.Parameter ?? "", bytes, out var length)
            || Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is not [var id, var secret])
        {
            return (null, null);
        }
        // RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
        return (Uri.UnescapeDataString(id.Replace('+', ' ')), Uri.UnescapeDataString(secret.Replace('+', ' ')));
    }
}
