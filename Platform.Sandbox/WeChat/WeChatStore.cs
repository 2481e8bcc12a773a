using Platform.Sandbox.Core;

namespace Platform.Sandbox.WeChat;

/// <summary>What WeChat has handed out.</summary>
internal sealed class WeChatStore(TimeProvider time)
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(7200);
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);

    public DateTimeOffset Now => time.GetUtcNow();

    public Issued<AuthorizationCode> Codes { get; } = new();

    public Issued<AccessToken> AccessTokens { get; } = new();

    public Issued<WeChatRefreshToken> RefreshTokens { get; } = new();

    public string IssueCode(Grant grant) => Codes.Issue(new AuthorizationCode(grant, Now + CodeLifetime), "0", 24);

    public (string Access, string Refresh) IssueTokens(Grant grant)
    {
        var access = IssueAccessToken(grant);
        return (access, RefreshTokens.Issue(new(grant, access, Now + RefreshLifetime), "9_", 64));
    }

    /// <summary>A token that still lives is kept and lives longer, a dead one is replaced.</summary>
    public string Refresh(WeChatRefreshToken refresh)
    {
        if (AccessTokens.Find(refresh.AccessToken) is { } access && access.IsLiveAt(Now))
        {
            access.ExtendTo(Now + TokenLifetime);
            return refresh.AccessToken;
        }
        return refresh.AccessToken = IssueAccessToken(refresh.Grant);
    }

    private string IssueAccessToken(Grant grant) =>
        AccessTokens.Issue(new AccessToken(grant, Now + TokenLifetime), "9_", 64);
}

/// <summary>A right to prolong an access token.</summary>
internal sealed class WeChatRefreshToken(Grant grant, string accessToken, DateTimeOffset expiresAt)
{
    public Grant Grant { get; } = grant;

    public string AccessToken { get; set; } = accessToken;

    public bool IsExpiredAt(DateTimeOffset now) => now >= expiresAt;
}
