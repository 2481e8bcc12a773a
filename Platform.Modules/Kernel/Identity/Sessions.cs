using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Identity;

/// <summary>What a sign-in or a refresh hands out.</summary>
public sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn);

/// <summary>How long the tokens of a surface last.</summary>
public sealed record TokenLifetimes(TimeSpan Access, TimeSpan Session);

/// <summary>Begins, refreshes and ends sessions. Works in the system scope: nobody is signed in yet.</summary>
internal sealed class Sessions(SystemDb system, AccessTokens accessTokens, PrincipalCache principals, PrincipalReader roles, UserTexts texts, IEnumerable<IRightsRule> rules, TimeProvider clock)
{
    /// <summary>Begins a session and stores it in the transaction of <paramref name="db"/>.</summary>
    public async Task<Tokens> BeginAsync(PlatformDb db, User user, string surface, TokenLifetimes lifetimes, CancellationToken cancellation)
    {
        var now = clock.Now();
        var session = new Session
        {
            TenantId = user.TenantId, UserId = user.Id, Surface = surface, CreatedAt = now, ExpiresAt = now + lifetimes.Session,
        };
        db.Add(session);
        return await HandAsync(db, session, user, lifetimes, cancellation);
    }

    /// <summary>Trades a refresh token for new tokens. A spent token revokes its session: somebody has a copy.</summary>
    /// <returns>Null when the token is unknown, spent or of a session that is over.</returns>
    public async Task<Tokens?> RefreshAsync(string refreshToken, string surface, TokenLifetimes lifetimes, CancellationToken cancellation)
    {
        if (Hash(refreshToken) is not { } hash)
        {
            return null;
        }

        await using var db = system.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var token = await db.Set<RefreshToken>()
            .FromSql($"SELECT * FROM identity.refresh_tokens WHERE hash = {hash} FOR UPDATE")
            .SingleOrDefaultAsync(cancellation);
        if (token is null)
        {
            return null;
        }

        var now = clock.Now();
        var session = await db.Set<Session>().SingleAsync(s => s.Id == token.SessionId, cancellation);
        if (await db.Set<User>().SingleOrDefaultAsync(u => u.Id == session.UserId, cancellation) is not { } user)
        {
            return null;
        }

        if (token.SpentAt is not null)
        {
            session.RevokedAt ??= now;
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            await principals.ForgetAsync(user.Id);
            return null;
        }

        if (session.RevokedAt is not null || session.ExpiresAt <= now || user.DisabledAt is not null || session.Surface != surface)
        {
            return null;
        }

        token.SpentAt = now;
        session.ExpiresAt = now + lifetimes.Session;
        var tokens = await HandAsync(db, session, user, lifetimes, cancellation);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        await principals.ForgetAsync(user.Id);
        return tokens;
    }

    public async Task EndAsync(Principal principal, CancellationToken cancellation)
    {
        await using var db = system.Open();
        await db.Set<Session>().Where(s => s.Id == principal.SessionId && s.RevokedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.RevokedAt, clock.Now()), cancellation);
        await principals.ForgetAsync(principal.Scope.UserId);
    }

    /// <summary>Shuts a user out: no sign-in, and every session of his ends.</summary>
    /// <returns>Why it may not be, or null.</returns>
    public async Task<Problem?> DisableAsync(Guid userId, CancellationToken cancellation)
    {
        await using var db = system.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var now = clock.Now();
        foreach (var rule in rules)
        {
            await rule.LockAsync(db, userId, cancellation);
        }

        if (await db.Set<User>().Where(u => u.Id == userId).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } user)
        {
            return Problem.NotFound("User");
        }

        (user.DisabledAt, user.UpdatedAt) = (user.DisabledAt ?? now, now);
        foreach (var rule in rules)
        {
            if (await rule.RefuseAsync(db, null, cancellation) is { } broken)
            {
                return broken;
            }
        }

        await db.SaveChangesAsync(cancellation);
        await db.Set<Session>().Where(s => s.UserId == userId && s.RevokedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.RevokedAt, now), cancellation);
        await transaction.CommitAsync(cancellation);
        await principals.ForgetAsync(userId);
        return null;
    }

    private async Task<Tokens> HandAsync(PlatformDb db, Session session, User user, TokenLifetimes lifetimes, CancellationToken cancellation)
    {
        var email = await texts.EmailAsync(user, cancellation);
        var secret = RandomNumberGenerator.GetBytes(32);
        db.Add(new RefreshToken
        {
            Hash = SHA256.HashData(secret), TenantId = session.TenantId, SessionId = session.Id, CreatedAt = clock.Now(),
        });
        return new Tokens(
            accessTokens.Issue(session, user.Id, email, roles.RoleOf(user, email), lifetimes.Access),
            Base64Url.EncodeToString(secret),
            (int)lifetimes.Access.TotalSeconds);
    }

    private static byte[]? Hash(string refreshToken)
    {
        Span<byte> secret = stackalloc byte[32];
        return refreshToken.Length == Base64Url.GetEncodedLength(32)
            && Base64Url.IsValid(refreshToken)
            && Base64Url.TryDecodeFromChars(refreshToken, secret, out var written) && written == 32
            ? SHA256.HashData(secret)
            : null;
    }
}
