using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Platform.Sandbox.Core;
using Platform.Sandbox.Faults;
using Platform.Sandbox.Pages;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Platform.Sandbox.Oidc;

/// <summary>An OpenID Connect provider: OpenIddict speaks the protocol, these endpoints say who signs in.</summary>
internal static class OidcEndpoints
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    private const string Provider = "oidc";
    private static readonly string[] GetAndPost = ["GET", "POST"];

    public static void MapOidc(this IEndpointRouteBuilder app)
    {
        var oidc = app.MapGroup("/oidc");
        oidc.MapMethods("/auth", GetAndPost, Authorize).MayFail(Provider, "authorize");
        Delegate token = TokenAsync;
        oidc.MapPost("/token", token).MayFail(Provider, "token");
        oidc.MapMethods("/me", GetAndPost, UserInfoAsync).MayFail(Provider, "userinfo");
    }

    private static IResult Authorize(HttpContext http, DemoUsers users)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (users.Find(request.LoginHint) is { } user)
        {
            return Results.SignIn(new(OidcIdentity.Of(user, request.GetScopes())), properties: null, Scheme);
        }
        if (request.HasPromptValue(PromptValues.None))
        {
            return Refuse(Errors.LoginRequired, "Nobody is signed in.");
        }
        var query = new Core.Parameters(http.Request.Query);
        return Page.Of<ChooseUserPage>(StatusCodes.Status200OK, new()
        {
            [nameof(ChooseUserPage.Provider)] = "OpenID Connect",
            [nameof(ChooseUserPage.Client)] = request.ClientId,
            [nameof(ChooseUserPage.Asks)] = string.Join(", ", request.GetScopes()),
            [nameof(ChooseUserPage.Users)] = users.All
                .Select(choice => UserLine.WithEmail(choice, query.LinkWith(http.Request.Path, "login_hint", choice.Email))).ToList(),
            [nameof(ChooseUserPage.CancelLink)] = RedirectUris.With(request.RedirectUri!, ("error", Errors.AccessDenied), ("state", request.State)),
        });
    }

    /// <summary>What the code or refresh token was issued for is what the new tokens are for.</summary>
    private static async Task<IResult> TokenAsync(HttpContext http) =>
        await http.AuthenticateAsync(Scheme) is { Principal: { } principal }
            ? Results.SignIn(principal, properties: null, Scheme)
            : Refuse(Errors.InvalidGrant, "The code or token is not valid.");

    private static async Task<IResult> UserInfoAsync(HttpContext http, DemoUsers users) =>
        await http.AuthenticateAsync(Scheme) is { Principal: { } principal } && users.All.FirstOrDefault(u => OidcIdentity.Subject(u) == principal.GetClaim(Claims.Subject)) is { } user
            ? Results.Json(OidcIdentity.Claims(user, [.. principal.GetScopes()]))
            : Refuse(Errors.InvalidToken, "The token is nobody's.");

    private static IResult Refuse(string error, string description) => Results.Challenge(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [Scheme]);
}
