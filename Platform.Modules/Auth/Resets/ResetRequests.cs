using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;

namespace Platform.Auth.Resets;

/// <summary>Addresses that asked for a new password wait in a queue, sealed: what the request itself does is the same for every address, so that nobody learns from its time which are known.</summary>
internal sealed class ResetRequests(SystemDb system, Secrets secrets, UserTexts texts, PasswordMails mails)
{
    public const string Subject = "resets.asked";
    private const int MaxTenants = 5;

    /// <summary>Whoever asked has gone away by then, and may ask again.</summary>
    public static readonly StreamSpec Stream = new("RESETS", TimeSpan.FromHours(1), ["resets.>"], WorkQueue: true);

    /// <summary>Adds the request to what the context saves next.</summary>
    public async Task QueueAsync(PlatformDb db, string email, CancellationToken cancellation) =>
        db.Add(Outbox.Message(Subject, Encoding.UTF8.GetBytes(FieldCipher.Seal(await secrets.OfPlatformAsync(cancellation), email))));

    /// <summary>Sends the users of the address their mails, if there are any.</summary>
    public async Task SendAsync(byte[] request, CancellationToken cancellation)
    {
        var email = FieldCipher.Open(await secrets.OfPlatformAsync(cancellation), Encoding.UTF8.GetString(request));
        var emailHash = await texts.HashAsync(email, cancellation);
        await using var db = system.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var users = await db.Set<User>().AsNoTracking()
            .Where(u => u.EmailHash == emailHash && u.OrganizationId != null && u.DisabledAt == null && db.Set<Tenant>().Any(t => t.Id == u.TenantId && t.IsActive))
            .OrderBy(u => u.CreatedAt).Take(MaxTenants).ToListAsync(cancellation);
        foreach (var user in users)
        {
            await mails.QueueResetAsync(db, user, cancellation);
            db.Raise("auth.password_reset.requested", user.TenantId, user.OrganizationId, new { userId = user.Id });
        }

        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}

/// <summary>Deals with the queue. A request that comes twice sends a second mail, which makes the first one worthless.</summary>
internal sealed partial class ResetWorker(JetStreamSetup setup, ResetRequests requests, TimeProvider clock, ILogger<ResetWorker> log)
    : QueueWorker(new ConsumerSpec("password-resets", ResetRequests.Stream, "resets.>"), dead: null, setup, clock, log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task TakeAsync(INatsJSMsg<byte[]> message, CancellationToken cancellation)
    {
        try
        {
            await requests.SendAsync(message.Data ?? [], cancellation);
            await message.AckAsync(cancellationToken: cancellation);
        }
#pragma warning disable CA1031 // It comes again, until its hour is over.
        catch (Exception fault) when (fault is not OperationCanceledException and not NatsException)
#pragma warning restore CA1031
        {
            LogLater(Log, fault);
            await message.NakAsync(new AckOpts { NakDelay = Pause }, cancellation);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A reset of a password is tried again")]
    private static partial void LogLater(ILogger log, Exception fault);
}
