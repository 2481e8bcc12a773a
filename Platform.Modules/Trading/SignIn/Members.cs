using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Trading.SignIn;

/// <summary>Finds, links or makes the user of an external profile, and signs him in.</summary>
internal sealed class Members(SystemDb system, Sessions sessions, PrincipalCache principals, UserTexts texts, TimeProvider clock)
{
    private const int Attempts = 5;

    public async Task<(User User, string Email, Tokens Tokens)?> SignInAsync(string provider, ExternalProfile profile, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(provider, profile, attempt, cancellation);
            }
            catch (DbUpdateException exception) when (
                attempt < Attempts && exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // Somebody took the username, or the same person signs in twice at once: look again.
            }
        }
    }

    /// <returns>Null when the profile may not sign in: its user is disabled, or its address is not verified.</returns>
    private async Task<(User, string, Tokens)?> TryAsync(string provider, ExternalProfile profile, int attempt, CancellationToken cancellation)
    {
        await using var db = system.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var now = clock.Now();
        var user = await FindAsync(db, provider, profile, cancellation);
        if (user is null)
        {
            var emailHash = await texts.HashAsync(profile.Email, cancellation);
            user = await LinkAsync(db, profile, emailHash, cancellation);
            if (user is null && !MayJoin(provider, profile))
            {
                return null;
            }

            user ??= Join(db, profile, emailHash, attempt, now);
            db.Add(new ExternalIdentity { Provider = provider, ProviderUserId = profile.Id, TenantId = user.TenantId, UserId = user.Id, CreatedAt = now });
        }

        if (user.DisabledAt is not null)
        {
            return null;
        }

        user.Info = Json.From(new Dictionary<string, string> { ["oauth_provider"] = provider, ["last_login"] = now.UtcDateTime.ToString("O") });
        var tokens = await sessions.BeginAsync(db, user, "trading", TradingLimits.Tokens, cancellation);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        await principals.ForgetAsync(user.Id);
        return (user, await texts.EmailAsync(user, cancellation), tokens);
    }

    private static async Task<User?> FindAsync(PlatformDb db, string provider, ExternalProfile profile, CancellationToken cancellation)
    {
        var identity = await db.Set<ExternalIdentity>().AsNoTracking()
            .SingleOrDefaultAsync(e => e.Provider == provider && e.ProviderUserId == profile.Id, cancellation);
        return identity is null ? null : await db.Set<User>().SingleAsync(u => u.Id == identity.UserId, cancellation);
    }

    /// <summary>Only an address that the provider vouches for may open an existing user's account, and none that somebody else has made.</summary>
    private static async Task<User?> LinkAsync(PlatformDb db, ExternalProfile profile, byte[] emailHash, CancellationToken cancellation) =>
        profile.EmailVerified ? await db.Set<User>().SingleOrDefaultAsync(u => u.EmailHash == emailHash && u.OrganizationId == null, cancellation) : null;

    /// <summary>An unverified address would let a stranger sit on it; WeChat's invented ones are nobody's.</summary>
    private static bool MayJoin(string provider, ExternalProfile profile) => profile.EmailVerified || provider == "wechat";

    private static User Join(PlatformDb db, ExternalProfile profile, byte[] emailHash, int attempt, DateTimeOffset now)
    {
        var name = UsernameOf(profile, attempt);
        var tenant = new Tenant { Name = name, CreatedAt = now, UpdatedAt = now };
        var user = new User
        {
            TenantId = tenant.Id, Username = name, Email = profile.Email, EmailHash = emailHash, Avatar = profile.Avatar, CreatedAt = now, UpdatedAt = now,
            Settings = new Json("""{"timezone":"UTC","currency":"USD","notifications":true}"""),
        };
        db.Add(tenant);
        db.Add(user);
        return user;
    }

    private static string UsernameOf(ExternalProfile profile, int attempt)
    {
        var name = string.Concat(profile.Name.Where(c => !char.IsControl(c))).Trim();
        name = name.Length >= 3 ? name : profile.Email[..profile.Email.IndexOf('@', StringComparison.Ordinal)];
        name = name.Length > 20 ? name[..(char.IsHighSurrogate(name[19]) ? 19 : 20)].Trim() : name;
        return attempt == 1 && name.Length >= 3 ? name : $"{name}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
    }
}
