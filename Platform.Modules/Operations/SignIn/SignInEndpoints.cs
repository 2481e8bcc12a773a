using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Operations.Access;

namespace Platform.Operations.SignIn;

/// <summary>An access token of the provider.</summary>
[ValidatableType]
public sealed record ExchangeInput([property: Needed, JsonPropertyName("access_token")] string? AccessToken);

/// <summary>The refresh token that came last.</summary>
[ValidatableType]
public sealed record RefreshInput([property: Needed, Text(1, 200), JsonPropertyName("refresh_token")] string? RefreshToken);

/// <summary>Somebody of the operation center, and what he may do.</summary>
/// <param name="OrgRole">The role of his organization, by its level.</param>
public sealed record CurrentUser(
    Guid Id, string Username, string Email, string Name, IReadOnlyList<string> UserRoles, IReadOnlyList<string> UserPermissions,
    string OrgRole, IReadOnlyList<string> OrgPermissions, Guid OrganizationId, string OrganizationName)
{
    internal static CurrentUser Of(Account account) => new(
        account.Id, account.Username, account.Email, account.Name, [account.UserRole], account.UserPermissions,
        account.OrganizationRole, account.OrganizationPermissions, account.OrganizationId, account.OrganizationName);
}

/// <summary>Tokens of a session, and whose they are.</summary>
/// <param name="Token">The access token, for <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Works once, for seven days.</param>
/// <param name="ExpiresIn">Seconds until the access token ends.</param>
public sealed record TokenAnswer(
    string Token, [property: JsonPropertyName("refresh_token")] string RefreshToken, [property: JsonPropertyName("expires_in")] int ExpiresIn, CurrentUser User)
{
    internal static TokenAnswer Of(Tokens tokens, Account account) => new(tokens.AccessToken, tokens.RefreshToken, tokens.ExpiresIn, CurrentUser.Of(account));
}

/// <summary>Signing in with a token of the provider, and staying signed in.</summary>
internal static class SignInEndpoints
{
    private static readonly RateLimit Limit = new("operations-auth", "OPERATIONS_AUTH_RATE_LIMIT_PER_HOUR", 300, ByAddress: true);
    private static readonly Problem InvalidRefresh = new(ProblemKind.Unauthenticated, "invalid refresh token");

    public static void Map(RouteGroupBuilder operations)
    {
        var group = operations.MapGroup("/auth").WithTags("Sign-in");
        group.MapPost("/exchange", ExchangeAsync).AllowAnonymous().RateLimited(Limit).Says("token exchange successful").WithSummary("Trade an access token of the provider for ours")
            .WithDescription("The provider says whose token it is, and its subject or verified e-mail address names the account. The access token is valid for a day, the refresh token for seven.")
            .Refuses(ProblemKind.Unauthenticated, "invalid access token").Refuses(ProblemKind.Forbidden, "insufficient permissions", "account is suspended")
            .Refuses(ProblemKind.Unavailable, "identity provider temporarily unavailable");
        group.MapPost("/refresh", RefreshAsync).AllowAnonymous().RateLimited(Limit).Says("token refresh successful").WithSummary("Trade a refresh token for new tokens")
            .WithDescription("Refresh tokens rotate: keep the new one. A spent one that comes again ends the whole session.").Refuses(ProblemKind.Unauthenticated, "invalid refresh token");
        group.MapGet("/me", Me).Says("user information retrieved successfully").WithSummary("Read who you are and what you may do");
    }

    private static async Task<Outcome<TokenAnswer>> ExchangeAsync(
        ExchangeInput input, IdentityProvider provider, TokenExchange exchange, CancellationToken cancellation)
    {
        var person = await provider.WhoseAsync(input.AccessToken!, cancellation);
        return person.Problem is { } problem ? problem : await exchange.ExchangeAsync(provider.Name, person.Value!, cancellation);
    }

    private static async Task<Outcome<TokenAnswer>> RefreshAsync(
        RefreshInput input, Sessions sessions, AccessTokens accessTokens, AccountDirectory accounts, CancellationToken cancellation)
    {
        if (await sessions.RefreshAsync(input.RefreshToken!, TokenExchange.Surface, OperationsRoutes.Tokens, cancellation) is not { } tokens
            || await accessTokens.CheckAsync(tokens.AccessToken) is not { } subject)
        {
            return InvalidRefresh;
        }

        return await accounts.FindAsync(subject.UserId, cancellation) is { } account ? TokenAnswer.Of(tokens, account) : Refusals.NoAccount;
    }

    private static Outcome<CurrentUser> Me(ActingAccount acting) => CurrentUser.Of(acting.Account);
}
