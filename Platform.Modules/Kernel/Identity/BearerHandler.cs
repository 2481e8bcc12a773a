using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Identity;

/// <summary>Authenticates by <c>Authorization: Bearer</c>, and answers what is refused in the form of the surface.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    AccessTokens tokens, PrincipalCache principals)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Bearer";
    private const string Prefix = "Bearer ";
    private const int MaxTokenLength = 4096;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (header.Length > MaxTokenLength || await tokens.CheckAsync(header[Prefix.Length..].Trim()) is not { } subject)
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

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.Append(HeaderNames.WWWAuthenticate, Scheme);
        var presented = Request.Headers.ContainsKey(HeaderNames.Authorization);
        await Surface.Of(Context).WriteAsync(Context, presented
            ? new Problem(ProblemKind.Unauthenticated, "The token is invalid or has expired", Code: Surface.Of(Context).InvalidTokenCode)
            : new Problem(ProblemKind.Unauthenticated, "Authentication is required"));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Surface.Of(Context).WriteAsync(Context, new Problem(ProblemKind.Forbidden, "Access denied"));
}
