using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Mail;
using Platform.Kernel.Security;

namespace Platform.Auth.Resets;

/// <summary>Mails with a link by which a user sets his password. A later one makes the earlier ones worthless.</summary>
internal sealed class PasswordMails(Mailer mailer, UserTexts texts, IConfiguration configuration, TimeProvider clock)
{
    private static readonly TimeSpan ResetLasts = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan InviteLasts = TimeSpan.FromHours(48);

    // Never taken from the request: whoever asks could make the link lead to himself.
    private readonly string site = (configuration["Auth:SiteUrl"] ?? "http://localhost:3000").TrimEnd('/');

    /// <summary>Adds a token and its mail to what the context saves next.</summary>
    public Task QueueResetAsync(PlatformDb db, User user, CancellationToken cancellation) =>
        QueueAsync(db, user, PasswordToken.Reset, ResetLasts, "Reset your password", "Somebody, hopefully you, asked for a new password. Within an hour you can set it here:", cancellation);

    /// <inheritdoc cref="QueueResetAsync"/>
    public Task QueueInviteAsync(PlatformDb db, User user, CancellationToken cancellation) =>
        QueueAsync(db, user, PasswordToken.Invite, InviteLasts, "You are invited", "An account was made for you. Within two days you can set its password here:", cancellation);

    private async Task QueueAsync(PlatformDb db, User user, string kind, TimeSpan lasts, string subject, string text, CancellationToken cancellation)
    {
        var now = clock.Now();
        await SpendAllAsync(db, user.Id, now, cancellation);
        var (token, hash) = Secret.Make();
        db.Add(new PasswordToken { Hash = hash, TenantId = user.TenantId, UserId = user.Id, Kind = kind, EmailHash = user.EmailHash, CreatedAt = now, ExpiresAt = now + lasts });
        await mailer.QueueAsync(db, new EmailMessage(await texts.EmailAsync(user, cancellation), subject, $"{text}\n\n{site}/reset/{token}\n"), cancellation);
    }

    public static Task<int> SpendAllAsync(PlatformDb db, Guid userId, DateTimeOffset now, CancellationToken cancellation) =>
        db.Set<PasswordToken>().Where(t => t.UserId == userId && t.SpentAt == null).ExecuteUpdateAsync(t => t.SetProperty(x => x.SpentAt, now), cancellation);
}
