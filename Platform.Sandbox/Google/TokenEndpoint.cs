using Microsoft.Extensions.Options;
using Platform.Sandbox.Core;
using Platform.Sandbox.Pages;

namespace Platform.Sandbox.Google;

/// <summary>Exchanges a code or a refresh token for tokens.</summary>
internal sealed class TokenEndpoint(
    IOptions<SandboxOptions> options, GoogleStore store, GoogleIdTokens idTokens, TimeProvider time)
{
    public async Task<IResult> Handle(HttpContext http)
    {
        var (form, problem) = await FormReader.Read(http.Request);
        if (form is null)
        {
            return problem!.ToJson();
        }
        if (ClientCredentials.Check(http, form, options.Value.Google) is { } refused)
        {
            return refused.ToJson();
        }
        var picture = Avatars.UrlFor(http.Request);
        return form["grant_type"] switch
        {
            "authorization_code" => Exchange(form, picture),
            "refresh_token" => Refresh(form, picture),
            var other => new GoogleProblem(400, "unsupported_grant_type", $"Invalid grant_type: {other}").ToJson(),
        };
    }

    private IResult Exchange(Parameters form, Func<DemoUser, string> picture)
    {
        if (form.FirstMissing("code", "redirect_uri") is { } missing)
        {
            return GoogleProblem.Missing(missing).ToJson();
        }
        if (store.Codes.Find(form["code"]) is not { } code)
        {
            return GoogleProblem.InvalidGrant("Malformed auth code.").ToJson();
        }
        if (code.IsUsed || code.IsExpiredAt(time.GetUtcNow()))
        {
            return Spent(code);
        }
        if (code.Request.RedirectUri != form["redirect_uri"])
        {
            return new GoogleProblem(400, "redirect_uri_mismatch", "Bad Request").ToJson();
        }
        if (Unmet(code.Request.Challenge, form["code_verifier"]) is { } problem)
        {
            return problem.ToJson();
        }
        // Two exchanges at once: one wins, and the other counts as a replay.
        if (!code.TryUse())
        {
            return Spent(code);
        }
        var refreshToken = code.Request.Offline ? store.IssueRefreshToken(code.Grant) : null;
        return Tokens(code.Grant, refreshToken, code.Request.Nonce, picture);
    }

    private IResult Refresh(Parameters form, Func<DemoUser, string> picture)
    {
        if (form["refresh_token"] is null)
        {
            return GoogleProblem.Missing("refresh_token").ToJson();
        }
        return store.RefreshTokens.Find(form["refresh_token"]) is { IsRevoked: false } grant
            ? Tokens(grant, null, null, picture)
            : GoogleProblem.InvalidGrant("Token has been expired or revoked.").ToJson();
    }

    /// <summary>RFC 6749, 4.1.2: whoever shows a used code may have stolen it, so what it brought dies.</summary>
    private static IResult Spent(GoogleCode code)
    {
        if (code.IsUsed)
        {
            code.Grant.Revoke();
        }
        return GoogleProblem.InvalidGrant("Bad Request").ToJson();
    }

    private static GoogleProblem? Unmet(PkceChallenge? challenge, string? verifier) => (challenge, verifier) switch
    {
        (null, null) => null,
        (null, _) => GoogleProblem.InvalidGrant("code_verifier or verifier is not needed."),
        (_, null) => GoogleProblem.InvalidGrant("Missing code verifier."),
        _ => challenge.IsMetBy(verifier) ? null : GoogleProblem.InvalidGrant("Invalid code verifier."),
    };

    private IResult Tokens(Grant grant, string? refreshToken, string? nonce, Func<DemoUser, string> picture)
    {
        var accessToken = store.IssueAccessToken(grant);
        var answer = new Dictionary<string, object>
        {
            ["access_token"] = accessToken,
            ["expires_in"] = (int)GoogleStore.TokenLifetime.TotalSeconds,
            ["scope"] = string.Join(' ', grant.Scopes),
            ["token_type"] = "Bearer",
            ["id_token"] = idTokens.Sign(grant, accessToken, nonce, picture(grant.User)),
        };
        if (refreshToken is not null)
        {
            answer["refresh_token"] = refreshToken;
        }
        return Results.Json(answer);
    }
}
