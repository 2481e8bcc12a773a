using Platform.Sandbox.Core;

namespace Platform.Sandbox.Google;

/// <summary>An authorization request that passed every check.</summary>
internal sealed record GoogleRequest(
    string ClientId,
    string RedirectUri,
    IReadOnlyList<string> Scopes,
    string? State,
    string? Nonce,
    PkceChallenge? Challenge,
    bool Offline,
    IReadOnlyList<string> Prompts,
    string? LoginHint)
{
    /// <summary>Reads the query; a problem is shown to the user, because a redirect may only follow a checked address.</summary>
    public static (GoogleRequest? Request, GoogleProblem? Problem) Read(
        Parameters query, SandboxOptions.GoogleClient client, RedirectUris redirects)
    {
        if (query.Repeated is { } repeated)
        {
            return (null, GoogleProblem.InvalidRequest($"OAuth 2 parameters can only have a single value: {repeated}"));
        }
        if (query.FirstMissing("client_id", "redirect_uri", "response_type", "scope") is { } missing)
        {
            return (null, GoogleProblem.Missing(missing));
        }
        if (query["client_id"] != client.ClientId)
        {
            return (null, GoogleProblem.InvalidClient("The OAuth client was not found."));
        }
        if (!redirects.Allows(query["redirect_uri"]!))
        {
            return (null, new(400, "redirect_uri_mismatch", "The redirect URI in the request does not match the ones authorized for the OAuth client."));
        }
        if (query["response_type"] != "code")
        {
            return (null, new(400, "unsupported_response_type", $"Invalid response_type: {query["response_type"]}"));
        }
        if (GoogleScopes.Grant(query["scope"]!) is not { } scopes)
        {
            return (null, new(400, "invalid_scope", $"Some requested scopes were invalid: {query["scope"]}"));
        }
        if (query["access_type"] is not (null or "online" or "offline"))
        {
            return (null, GoogleProblem.InvalidRequest($"Invalid parameter value for access_type: {query["access_type"]}"));
        }
        var prompts = query["prompt"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (prompts.Except(["none", "consent", "select_account"]).Any() || (prompts.Contains("none") && prompts.Length > 1))
        {
            return (null, GoogleProblem.InvalidRequest($"Invalid parameter value for prompt: {query["prompt"]}"));
        }
        var (challenge, problem) = PkceChallenge.Read(query["code_challenge"], query["code_challenge_method"]);
        return problem is null
            ? (new(client.ClientId, query["redirect_uri"]!, scopes, query["state"], query["nonce"], challenge,
                query["access_type"] == "offline", prompts, query["login_hint"]), null)
            : (null, problem);
    }
}
