using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Operations.Access;
using Platform.Operations.Accounts;

namespace Platform.Operations.SignIn;

/// <summary>Finds the account of somebody whom the provider vouches for, and begins a session. Crosses tenants: nobody is signed in yet.</summary>
internal sealed class TokenExchange(SystemDb system, Sessions sessions, UserTexts texts, AccountDirectory accounts, PrincipalCache principals, TimeProvider clock)
{
    public const string Surface = "operations";
    private const int Attempts = 2;
    private static readonly Problem Suspended = new(ProblemKind.Forbidden, "account is suspended");

    /// <param name="provider">The provider's name in stored identities.</param>
    public async Task<Outcome<TokenAnswer>> ExchangeAsync(string provider, ProviderProfile profile, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(provider, profile, cancellation);
            }
            catch (DbUpdateException exception) when (
                attempt < Attempts && exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // The same person signs in twice at once: the other one has stored the identity.
            }
        }
    }

    private async Task<Outcome<TokenAnswer>> TryAsync(string provider, ProviderProfile profile, CancellationToken cancellation)
    {
        await using var db = system.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if ((await OfSubjectAsync(db, provider, profile, cancellation) ?? await OfAddressAsync(db, provider, profile, cancellation)) is not { } found)
        {
            return Refusals.NoAccount;
        }

        // A suspension that goes on meanwhile ends the sessions that it finds: it must find this one, or this one the suspension.
        if (await db.Set<User>().Where(u => u.Id == found.Id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } user)
        {
            return Refusals.NoAccount;
        }

        if (user.DisabledAt is not null)
        {
            return Suspended;
        }

        if (await accounts.FindAsync(user.Id, cancellation) is not { } account)
        {
            return Refusals.NoAccount;
        }

        if (profile.Email is { } email)
        {
            user.VerifyEmail(await texts.HashAsync(email, cancellation));
        }

        user.LastLoginAt = clock.Now();
        var tokens = await sessions.BeginAsync(db, user, Surface, OperationsRoutes.Tokens, cancellation);
        db.Raise("operations.login.success", user.TenantId, user.OrganizationId, new { userId = user.Id });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        await principals.ForgetAsync(user.Id);
        return TokenAnswer.Of(tokens, account);
    }

    private static async Task<User?> OfSubjectAsync(PlatformDb db, string provider, ProviderProfile profile, CancellationToken cancellation) => await (
        from identity in db.Set<ExternalIdentity>() join user in db.Set<User>().AsNoTracking() on identity.UserId equals user.Id
        where identity.Provider == provider && identity.ProviderUserId == profile.Subject select user).SingleOrDefaultAsync(cancellation);

    /// <summary>The account of a verified address, unless the address is as much another account's, or another subject's already: providers give addresses of people who left to others.</summary>
    private async Task<User?> OfAddressAsync(PlatformDb db, string provider, ProviderProfile profile, CancellationToken cancellation)
    {
        if (profile.Email is not { } email)
        {
            return null;
        }

        var emailHash = await texts.HashAsync(email, cancellation);
        var candidates = await db.Set<User>().AsNoTracking().Where(u => u.EmailHash == emailHash && u.OrganizationId != null && db.Set<AccountProfile>().Any(p => p.Id == u.Id))
            .OrderByDescending(u => u.VerifiedEmailHash == u.EmailHash).ThenBy(u => u.Id).Take(2).ToListAsync(cancellation);
        if (candidates is not ([_] or [{ HasVerifiedEmail: true }, { HasVerifiedEmail: false }]))
        {
            return null;
        }

        var user = candidates[0];

        if (await db.Set<ExternalIdentity>().Where(e => e.Provider == provider && e.UserId == user.Id).Select(e => e.ProviderUserId).FirstOrDefaultAsync(cancellation) is { } known)
        {
            // The same subject: another request of his has linked it since we looked.
            return known == profile.Subject ? user : null;
        }

        db.Add(new ExternalIdentity { Provider = provider, ProviderUserId = profile.Subject, TenantId = user.TenantId, UserId = user.Id, CreatedAt = clock.Now() });
        return user;
    }
}
