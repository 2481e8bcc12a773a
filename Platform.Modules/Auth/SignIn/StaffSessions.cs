using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;

namespace Platform.Auth.SignIn;

/// <summary>What a sign-in hands out.</summary>
internal sealed record StaffTokens(string AccessToken, string SessionToken, DateTimeOffset AccessEnds, DateTimeOffset SessionEnds);

/// <summary>Sessions of the business surface: an access token of eight hours, and a session token that renews it.</summary>
/// <remarks>Unlike the trading surface's, the session token does not rotate: its clients keep the one they got.</remarks>
internal sealed class StaffSessions(AccessTokens accessTokens, StaffDirectory staff, UserTexts texts, TimeProvider clock)
{
    public const string Surface = "business";
    public static readonly TimeSpan Access = TimeSpan.FromHours(8);
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>Begins a session in the transaction of the context.</summary>
    public async Task<StaffTokens> BeginAsync(PlatformDb db, User user, bool remember, CancellationToken cancellation)
    {
        var now = clock.Now();
        var session = new Session { TenantId = user.TenantId, UserId = user.Id, Surface = Surface, CreatedAt = now, ExpiresAt = now + (remember ? Remembered : Access) };
        var (token, hash) = Secret.Make();
        db.Add(session);
        db.Add(new RefreshToken { Hash = hash, TenantId = session.TenantId, SessionId = session.Id, CreatedAt = now });
        return new StaffTokens(await IssueAsync(session, user, cancellation), token, now + Access, session.ExpiresAt);
    }

    /// <returns>Null when the session token is unknown or its session is over.</returns>
    public async Task<StaffTokens?> RenewAsync(PlatformDb system, string sessionToken, CancellationToken cancellation)
    {
        var (hash, now) = (Secret.Hash(sessionToken), clock.Now());
        var found = await (
            from token in system.Set<RefreshToken>()
            join session in system.Set<Session>() on token.SessionId equals session.Id
            join user in system.Set<User>() on session.UserId equals user.Id
            where token.Hash == hash && token.SpentAt == null && session.Surface == Surface && session.RevokedAt == null && session.ExpiresAt > now && user.DisabledAt == null
            select new { session, user }).AsNoTracking().SingleOrDefaultAsync(cancellation);
        return found is null ? null
            : new StaffTokens(await IssueAsync(found.session, found.user, cancellation), sessionToken, now + Access, found.session.ExpiresAt);
    }

    /// <summary>Ends sessions of a user: one, or all but one, or all.</summary>
    public static Task<int> EndAsync(PlatformDb system, Guid userId, DateTimeOffset now, Guid? only, Guid? except, CancellationToken cancellation) =>
        system.Set<Session>().Where(s => s.UserId == userId && s.RevokedAt == null && (only == null || s.Id == only) && (except == null || s.Id != except))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.RevokedAt, now), cancellation);

    /// <summary>Signs a browser in, unless another site had it ask: that one would work as somebody whom it does not know.</summary>
    public static void SetCookies(HttpResponse response, StaffTokens tokens)
    {
        if (!CrossSite.IsSaidOf(response.HttpContext.Request))
        {
            StaffCookies.Set(response, tokens.AccessToken, tokens.AccessEnds, tokens.SessionToken, tokens.SessionEnds);
        }
    }

    private async Task<string> IssueAsync(Session session, User user, CancellationToken cancellation)
    {
        var known = await staff.OfUserAsync(user.TenantId, user.Id, cancellation);
        var claims = new Dictionary<string, object> { ["roles"] = known?.Roles.ToArray() ?? [] };
        if (user.OrganizationId is { } organization)
        {
            claims["orgId"] = organization.ToString();
        }

        var left = session.ExpiresAt - clock.Now();
        return accessTokens.Issue(session, user.Id, await texts.EmailAsync(user, cancellation), known?.Roles.Contains("admin") == true ? "admin" : "staff", left < Access ? left : Access, claims);
    }
}
