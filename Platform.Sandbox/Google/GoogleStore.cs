using Platform.Sandbox.Core;

namespace Platform.Sandbox.Google;

/// <summary>What Google has handed out.</summary>
internal sealed class GoogleStore(TimeProvider time)
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(3599);

    public Issued<GoogleCode> Codes { get; } = new();

    public Issued<AccessToken> AccessTokens { get; } = new();

    public Issued<Grant> RefreshTokens { get; } = new();

    public string IssueCode(GoogleRequest request, DemoUser user) =>
        Codes.Issue(
            new GoogleCode(request, new Grant(request.ClientId, user, request.Scopes), time.GetUtcNow() + CodeLifetime), "4/0A");

    public string IssueAccessToken(Grant grant) =>
        AccessTokens.Issue(new AccessToken(grant, time.GetUtcNow() + TokenLifetime), "ya29.a0", 96);

    public string IssueRefreshToken(Grant grant) => RefreshTokens.Issue(grant, "1//0", 48);

    /// <summary>The grant under which this access token acts now.</summary>
    public Grant? Authorized(string? accessToken) =>
        AccessTokens.Find(accessToken) is { } token && token.IsLiveAt(time.GetUtcNow()) ? token.Grant : null;
}

/// <summary>A code, bound to the request that it answers.</summary>
internal sealed class GoogleCode(GoogleRequest request, Grant grant, DateTimeOffset expiresAt)
    : AuthorizationCode(grant, expiresAt)
{
    public GoogleRequest Request { get; } = request;
}
