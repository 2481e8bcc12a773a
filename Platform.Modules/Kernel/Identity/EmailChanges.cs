using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Mail;
using Platform.Kernel.Security;

namespace Platform.Kernel.Identity;

/// <summary>Somebody changes his own address: it takes his password, the new address confirms by a mail, and the old one is told.</summary>
internal sealed class EmailChanges(Mailer mailer, UserTexts texts, Secrets secrets, Passwords passwords, Attempts attempts, IConfiguration configuration, TimeProvider clock)
{
    private const int MaxPassword = 200;
    private const int MostAMinute = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    // Never taken from the request: whoever asks could make the link lead to himself.
    private readonly string site = (configuration["Auth:SiteUrl"] ?? "http://localhost:3000").TrimEnd('/');

    /// <summary>Whether the caller knows the password of his account. Whoever signs in through a provider only has none: his address is the provider's.</summary>
    public async Task<Problem?> CheckPasswordAsync(User user, string? current)
    {
        if (await attempts.RefuseAsync("current-password", user.Id.ToString(), MostAMinute, Window) is { } tooMany)
        {
            return tooMany;
        }

        if (user.PasswordHash is null || current is not { Length: <= MaxPassword } || !passwords.Verify(user.PasswordHash, current, out _))
        {
            return Problem.OfField("currentPassword", "is not your password");
        }

        await attempts.ForgetAsync("current-password", user.Id.ToString());
        return null;
    }

    /// <summary>Adds the wish and both mails to what the context saves next. A later wish makes the earlier ones worthless.</summary>
    public async Task<Problem?> QueueAsync(PlatformDb db, User user, string email, CancellationToken cancellation)
    {
        if (await attempts.RefuseAsync("email-change", user.Id.ToString(), MostAMinute, Window) is { } tooMany)
        {
            return tooMany;
        }

        var now = clock.Now();
        await SpendAllAsync(db, user.Id, now, cancellation);
        var (token, hash) = Secret.Make();
        db.Add(new EmailChange
        {
            Hash = hash, Basis = BasisOf(user), TenantId = user.TenantId, UserId = user.Id, CreatedAt = now, ExpiresAt = now + Lasts,
            Email = FieldCipher.Seal(await secrets.OfAsync(user.TenantId, cancellation), Emails.Normalize(email)),
        });
        await mailer.QueueAsync(db, new EmailMessage(Emails.Normalize(email), "Confirm your new address",
            $"Somebody, hopefully you, wants this to be the address of an account. Within a day you can confirm it here:\n\n{site}/confirm-email/{token}\n"), cancellation);
        await mailer.QueueAsync(db, new EmailMessage(await texts.EmailAsync(user, cancellation), "Your address is about to change",
            "Somebody, hopefully you, asked for another address of your account and knew its password. It changes when the new address confirms.\n\nWas it not you? Then change your password now.\n"), cancellation);
        return null;
    }

    /// <summary>What a wish is bound to: whoever is told of it and sets a new password has ended it.</summary>
    public static byte[] BasisOf(User user) => SHA256.HashData([.. user.EmailHash, .. Encoding.UTF8.GetBytes(user.PasswordHash ?? "")]);

    public static Task<int> SpendAllAsync(PlatformDb db, Guid userId, DateTimeOffset now, CancellationToken cancellation) =>
        db.Set<EmailChange>().Where(c => c.UserId == userId && c.SpentAt == null).ExecuteUpdateAsync(c => c.SetProperty(x => x.SpentAt, now), cancellation);
}
