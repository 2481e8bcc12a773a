using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Npgsql;
using Platform.Auth.Users;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Auth.Profile;

/// <summary>The token of the mail to a new address.</summary>
[ValidatableType]
public sealed record EmailConfirmation([property: Needed] string? Token);

/// <summary>A new address takes the old one's place when whoever reads its mail says so. Crosses tenants: nobody need be signed in.</summary>
internal static class ConfirmEmail
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly Problem Unknown = new(ProblemKind.Invalid, "Invalid or expired token");

    public static async Task<Outcome<ProfileChanged>> HandleAsync(
        EmailConfirmation input, HttpContext http, SystemDb system, UserTexts texts, Secrets secrets, RowIndexer indexer, PrincipalCache principals, StaffDirectory staff,
        Attempts attempts, TimeProvider clock, CancellationToken cancellation)
    {
        if (await attempts.RefuseAsync("email-confirm", ClientAddress.Of(http), 10, Window) is { } tooMany)
        {
            return tooMany;
        }

        var (hash, now) = (Secret.Hash(input.Token!), clock.Now());
        if (await OwnerAsync(system, hash, cancellation) is not { } wish)
        {
            return Unknown;
        }

        await using var db = system.OpenFor(wish.TenantId, wish.UserId);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        // Of two at once the second waits for the row, and then finds the token spent.
        var user = await db.Set<User>().Where(u => u.Id == wish.UserId && u.DisabledAt == null).ForUpdate().SingleOrDefaultAsync(cancellation);
        if (user is null || !wish.Basis.SequenceEqual(EmailChanges.BasisOf(user))
            || !await db.Set<EmailChange>().AnyAsync(c => c.Hash == hash && c.SpentAt == null && c.ExpiresAt > now, cancellation))
        {
            return Unknown;
        }

        await texts.SetAsync(db, user, FieldCipher.Open(await secrets.OfAsync(user.TenantId, cancellation), wish.Email), name: null, cancellation);
        if (await EmailRule.RefuseAsync(db, user.Id, user.EmailHash, cancellation) is { } taken)
        {
            return taken;
        }

        user.VerifyEmail();
        user.UpdatedAt = now;
        await EmailChanges.SpendAllAsync(db, user.Id, now, cancellation);
        db.Raise("auth.email.changed", user.TenantId, user.OrganizationId, new { userId = user.Id });
        var rows = RowIndexer.Changed(db.ChangeTracker.Entries());
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return EmailRule.Taken;
        }

        await indexer.FollowAsync(db, rows, cancellation);
        await transaction.CommitAsync(cancellation);
        await principals.ForgetAsync(user.Id);
        await staff.ForgetAsync(user.TenantId);
        return new ProfileChanged(true, await texts.EmailAsync(user, cancellation));
    }

    private static async Task<EmailChange?> OwnerAsync(SystemDb system, byte[] hash, CancellationToken cancellation)
    {
        await using var db = system.Open();
        return await db.Set<EmailChange>().AsNoTracking().SingleOrDefaultAsync(c => c.Hash == hash, cancellation);
    }
}
