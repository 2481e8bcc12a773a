using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Trading.Tradings;

namespace Platform.Trading.SignIn;

/// <summary>Where to begin a sign-in, and where the provider sends the user back to.</summary>
[ValidatableType]
public sealed record LoginRequest(
    [property: Needed, OneOf("google", "wechat")] string? Provider,
    [property: Needed, Text(1, 2048)] string? RedirectUri);

/// <summary>The provider's page, and the state that comes back from it.</summary>
public sealed record LoginStarted(string AuthUrl, string State)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>What the provider sent back.</summary>
[ValidatableType]
public sealed record CallbackRequest(
    [property: Needed, OneOf("google", "wechat")] string? Provider,
    [property: Needed, Text(1, 2048)] string? Code,
    [property: Needed, Text(1, 200)] string? State);

/// <summary>The signed-in user, in short.</summary>
public sealed record SignedInUser(Guid Id, string Username, string Email, string Avatar, Json Info);

/// <summary>Tokens of a new session; <c>expires_in</c> is in seconds.</summary>
public sealed record SignedIn(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn, SignedInUser User)
{
    public Json Info { get; } = Json.Empty;
}

[ValidatableType]
public sealed record RefreshRequest([property: Needed, Text(1, 200)] string? RefreshToken);

/// <summary>Tokens that replace the former ones: the former refresh token is spent.</summary>
public sealed record Refreshed(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>Sign-in through Google or WeChat, refresh and logout.</summary>
internal static partial class SignInEndpoints
{
    public static void Map(RouteGroupBuilder trading)
    {
        var group = trading.MapGroup("/auth").WithTags("Sign-in").RateLimited(TradingLimits.Auth);
        group.MapPost("/login", Login).AllowAnonymous().WithSummary("Begin a sign-in").Refuses(ProblemKind.Invalid, "OAUTH_ERROR", "MISSING_FIELD", "INVALID_VALUE")
            .WithDescription("Send the user's browser to `auth_url`. The state works once, for ten minutes. `redirect_uri` must be on the allow-list.");
        group.MapPost("/callback", Callback).AllowAnonymous().WithSummary("Finish a sign-in with the provider's code")
            .Refuses(ProblemKind.Invalid, "OAUTH_ERROR", "MISSING_FIELD", "INVALID_VALUE");
        group.MapPost("/refresh", Refresh).AllowAnonymous().WithSummary("Trade a refresh token for new tokens").Refuses(ProblemKind.Unauthenticated, "INVALID_TOKEN")
            .WithDescription("Refresh tokens rotate: keep the new one. A spent one that comes again revokes the whole session.");
        group.MapPost("/logout", Logout).WithSummary("End the session; its tokens stop working at once");
    }

    private static async Task<Outcome<LoginStarted>> Login(
        LoginRequest input, IEnumerable<IOAuthProvider> providers, RedirectUris redirects, PendingSignIns pending)
    {
        var provider = providers.Single(p => p.Name == input.Provider);
        if (!provider.Configured)
        {
            return TradingProblems.OAuth($"Sign-in through {provider.Name} is not configured");
        }

        if (!redirects.Allows(input.RedirectUri!))
        {
            return TradingProblems.OAuth("redirect_uri is not allowed");
        }

        var (state, challenge) = await pending.BeginAsync(provider.Name, input.RedirectUri!);
        return new LoginStarted(provider.AuthorizeUrl(state, input.RedirectUri!, challenge), state);
    }

    private static async Task<Outcome<SignedIn>> Callback(
        CallbackRequest input, IEnumerable<IOAuthProvider> providers, PendingSignIns pending, Members members, ILoggerFactory loggers, CancellationToken cancellation)
    {
        if (await pending.TakeAsync(input.State!) is not { } begun || begun.Provider != input.Provider)
        {
            return TradingProblems.OAuth("The state is unknown, used or older than ten minutes");
        }

        ExternalProfile profile;
        try
        {
            profile = await providers.Single(p => p.Name == begun.Provider).FetchAsync(input.Code!, begun, cancellation);
        }
        catch (OAuthException exception)
        {
            LogRefused(loggers.CreateLogger("Platform.Trading.SignIn"), exception, begun.Provider);
            return TradingProblems.OAuth(exception.Message);
        }

        return await members.SignInAsync(begun.Provider, profile, cancellation) is var (user, email, tokens)
            ? new SignedIn(tokens.AccessToken, tokens.RefreshToken, "Bearer", tokens.ExpiresIn, new(user.Id, user.Username, email, user.Avatar, user.Info))
            : TradingProblems.OAuth("This account may not sign in");
    }

    private static async Task<Outcome<Refreshed>> Refresh(RefreshRequest input, Sessions sessions, CancellationToken cancellation) =>
        await sessions.RefreshAsync(input.RefreshToken!, "trading", TradingLimits.Tokens, cancellation) is { } tokens
            ? new Refreshed(tokens.AccessToken, tokens.RefreshToken, "Bearer", tokens.ExpiresIn)
            : new Problem(ProblemKind.Unauthenticated, "The refresh token is invalid, spent or expired", "INVALID_TOKEN");

    private static async Task<Outcome<Done>> Logout(HttpContext http, Sessions sessions, CancellationToken cancellation)
    {
        await sessions.EndAsync(http.Features.Get<Principal>()!, cancellation);
        return new Done("Logged out successfully");
    }

    [LoggerMessage(LogLevel.Warning, "Sign-in through {Provider} failed")]
    private static partial void LogRefused(ILogger logger, Exception exception, string provider);
}
