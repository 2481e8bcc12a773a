using Platform.Sandbox.Pages;

namespace Platform.Sandbox.Google;

/// <summary>Says who the bearer of an access token acts for.</summary>
internal static class UserInfoEndpoint
{
    public static IResult Handle(HttpContext http, GoogleStore store)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var bearer = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
        if (store.Authorized(bearer) is { } grant)
        {
            return Results.Json(GoogleIdentity.Claims(grant, Avatars.UrlFor(http.Request)(grant.User)));
        }
        http.Response.Headers.WWWAuthenticate = bearer is null
            ? "Bearer realm=\"https://accounts.google.com/\""
            : "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"";
        return new GoogleProblem(401, "invalid_request", "Invalid Credentials").ToJson();
    }
}
