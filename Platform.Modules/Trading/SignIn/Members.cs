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
        var displaced = new List<Guid>();
        var user = await FindAsync(db, provider, profile, cancellation);
        if (user is null)
        {
            var emailHash = await texts.HashAsync(profile.Email, cancellation);
            user = await LinkAsync(db, provider, profile, emailHash, cancellation);
            if (user is null && !MayJoin(provider, profile))
            {
                return null;
            }

            user ??= Join(db, profile, emailHash, attempt, now);
            db.Add(new ExternalIdentity { Provider = provider, ProviderUserId = profile.Id, TenantId = user.TenantId, UserId = user.Id, CreatedAt = now });
        }

        if (user.DisabledAt is not null || (profile.EmailVerified && !await ProveAsync(db, user, profile.Email, displaced, cancellation)))
        {
            return null;
        }

        user.Info = Json.From(new Dictionary<string, string> { ["oauth_provider"] = provider, ["last_login"] = now.UtcDateTime.ToString("O") });
        var tokens = await sessions.BeginAsync(db, user, "trading", TradingLimits.Tokens, cancellation);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        foreach (var changed in displaced.Append(user.Id))
        {
            await principals.ForgetAsync(changed);
        }

        return (user, await texts.EmailAsync(user, cancellation), tokens);
    }

    private static async Task<User?> FindAsync(PlatformDb db, string provider, ExternalProfile profile, CancellationToken cancellation)
    {
        var identity = await db.Set<ExternalIdentity>().AsNoTracking()
            .SingleOrDefaultAsync(e => e.Provider == provider && e.ProviderUserId == profile.Id, cancellation);
        return identity is null ? null : await db.Set<User>().SingleAsync(u => u.Id == identity.UserId, cancellation);
    }

    /// <summary>
    /// Only an address that the provider vouches for opens an existing user's account, and only that of a user whose address has been proved as well. Of one who has
    /// another account at the provider it opens nothing: providers give addresses of people who left to others.
    /// </summary>
    private static async Task<User?> LinkAsync(PlatformDb db, string provider, ExternalProfile profile, byte[] emailHash, CancellationToken cancellation)
    {
        if (!profile.EmailVerified
            || await db.Set<User>().SingleOrDefaultAsync(u => u.VerifiedEmailHash == emailHash && u.EmailHash == emailHash && u.OrganizationId == null, cancellation) is not { } user)
        {
            return null;
        }

        var known = await db.Set<ExternalIdentity>().Where(e => e.Provider == provider && e.UserId == user.Id).Select(e => e.ProviderUserId).FirstOrDefaultAsync(cancellation);
        return known is null || known == profile.Id ? user : null;
    }

    /// <summary>The address that the provider vouches for is the user's from now on; whoever had it before has it no longer.</summary>
    /// <returns>False when it is that of somebody who is disabled: the address stays shut out with him.</returns>
    private async Task<bool> ProveAsync(PlatformDb db, User user, string email, List<Guid> displaced, CancellationToken cancellation)
    {
        var hash = await texts.HashAsync(email, cancellation);
        if (user.OrganizationId is not null || (user.HasVerifiedEmail && user.EmailHash.AsSpan().SequenceEqual(hash)))
        {
            return true;
        }

        var others = db.Set<User>().Where(u => u.VerifiedEmailHash == hash && u.OrganizationId == null && u.Id != user.Id);
        if (await others.AnyAsync(u => u.DisabledAt != null, cancellation))
        {
            return false;
        }

        displaced.AddRange(await others.Select(u => u.Id).ToListAsync(cancellation));
        await others.ExecuteUpdateAsync(u => u.SetProperty(x => x.VerifiedEmailHash, (byte[]?)null), cancellation);

        await using var own = system.OpenFor(user.TenantId, user.Id);
        await texts.SetAsync(own, user, email, name: null, cancellation);
        user.VerifyEmail();
        return true;
    }

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
