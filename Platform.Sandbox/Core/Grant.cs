namespace Platform.Sandbox.Core;

/// <summary>What a user allowed a client; every token that came of it dies with it.</summary>
internal sealed class Grant(string clientId, DemoUser user, IReadOnlyList<string> scopes)
{
    private volatile bool revoked;

    public string ClientId { get; } = clientId;

    public DemoUser User { get; } = user;

    public IReadOnlyList<string> Scopes { get; } = scopes;

    public bool IsRevoked => revoked;

    public void Revoke() => revoked = true;
}

/// <summary>A right to act under a grant until a moment: an access token.</summary>
internal sealed class AccessToken(Grant grant, DateTimeOffset expiresAt)
{
    private long expiresAtTicks = expiresAt.UtcTicks;

    public Grant Grant { get; } = grant;

    public bool IsLiveAt(DateTimeOffset now) =>
        !Grant.IsRevoked && now.UtcTicks < Interlocked.Read(ref expiresAtTicks);

    public void ExtendTo(DateTimeOffset moment) => Interlocked.Exchange(ref expiresAtTicks, moment.UtcTicks);
}

/// <summary>A code that a client may exchange once for the tokens of a grant.</summary>
internal class AuthorizationCode(Grant grant, DateTimeOffset expiresAt)
{
    private int used;

    public Grant Grant { get; } = grant;

    public bool IsUsed => Volatile.Read(ref used) == 1;

    public bool IsExpiredAt(DateTimeOffset now) => now >= expiresAt;

    /// <summary>True for the first caller only.</summary>
    public bool TryUse() => Interlocked.Exchange(ref used, 1) == 0;
}
