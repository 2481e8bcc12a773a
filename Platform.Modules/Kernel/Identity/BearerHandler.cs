using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Identity;

/// <summary>Authenticates by <c>Authorization: Bearer</c>, on the business surface also by cookie or API key, and answers what is refused in the form of the surface.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    AccessTokens tokens, PrincipalCache principals, ApiKeyDirectory keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Bearer";
    private const string Prefix = "Bearer ";
    private const string KeyPrefix = "ApiKey ";
    private const string KeyHeader = "X-Api-Key";
    private const int MaxTokenLength = 4096;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var isBusiness = Surface.Of(Context) is BusinessSurface;
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return await OfTokenAsync(header[Prefix.Length..].Trim());
        }

        if (isBusiness && Request.Cookies[StaffCookies.Token] is { Length: > 0 } cookie)
        {
            Context.Features.Set(CookieSignIn.Mark);
            return await OfTokenAsync(cookie);
        }

        return isBusiness && Secret(header) is { } secret ? await OfKeyAsync(secret) : AuthenticateResult.NoResult();
    }

    private async Task<AuthenticateResult> OfTokenAsync(string token)
    {
        if (token.Length > MaxTokenLength || await tokens.CheckAsync(token) is not { } subject)
        {
            return AuthenticateResult.Fail("The token is not valid.");
        }

        Context.Features.Set(subject);
        if (await principals.FindAsync(subject.SessionId, subject.UserId, Context.RequestAborted) is not { } principal)
        {
            return AuthenticateResult.Fail("The session is over.");
        }

        Context.Features.Set(principal);
        Context.RequestServices.GetRequiredService<Actor>().Scope = principal.Scope;
        return AuthenticateResult.Success(new AuthenticationTicket(principal.Claims, Scheme));
    }

    private async Task<AuthenticateResult> OfKeyAsync(string secret)
    {
        if (await keys.FindAsync(secret, Context.RequestAborted) is not { } key)
        {
            return AuthenticateResult.Fail("The key is not valid.");
        }

        Context.Features.Set(key);
        var claims = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"api_key:{key.Id}")], Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(claims), Scheme));
    }

    private string? Secret(string header) =>
        header.StartsWith(KeyPrefix, StringComparison.OrdinalIgnoreCase) ? header[KeyPrefix.Length..].Trim()
        : Request.Headers[KeyHeader].ToString() is { Length: > 0 } key ? key : null;

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var surface = Surface.Of(Context);
        Response.Headers.Append(HeaderNames.WWWAuthenticate, Scheme);
        if (surface is BusinessSurface)
        {
            if (Request.Cookies.ContainsKey(StaffCookies.Token) || Request.Headers.ContainsKey(HeaderNames.Authorization))
            {
                StaffCookies.Clear(Response);
            }

            await surface.WriteAsync(Context, new Problem(ProblemKind.Unauthenticated, "Unauthorized"));
            return;
        }

        var presented = Request.Headers.ContainsKey(HeaderNames.Authorization);
        await surface.WriteAsync(Context, presented
            ? new Problem(ProblemKind.Unauthenticated, "The token is invalid or has expired", Code: surface.InvalidTokenCode)
            : new Problem(ProblemKind.Unauthenticated, "Authentication is required"));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Surface.Of(Context).WriteAsync(Context, new Problem(ProblemKind.Forbidden, "Access denied"));
}

/// <summary>Marks a request that signs in by its cookie: a browser sends it along whoever asks.</summary>
internal sealed class CookieSignIn
{
    public static readonly CookieSignIn Mark = new();
}
