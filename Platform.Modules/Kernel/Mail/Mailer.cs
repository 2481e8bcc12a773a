using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Security;

namespace Platform.Kernel.Mail;

/// <summary>Queues mail within the caller's transaction: it leaves if and only if that commits.</summary>
/// <remarks>It lies encrypted in the outbox and in the queue, because it may carry a token.</remarks>
public sealed class Mailer(IMasterKey master)
{
    internal const string Subject = "mail.send";
    internal const string DeadPrefix = "dead.";

    /// <summary>Each message leaves the stream once the mail server has it.</summary>
    internal static readonly StreamSpec Stream = new("MAIL", TimeSpan.FromDays(7), ["mail.>"], WorkQueue: true);

    internal static readonly StreamSpec DeadStream = new("MAIL_DEAD", TimeSpan.FromDays(30), ["dead.mail.>"]);

    /// <summary>Adds the mail to what the context saves next.</summary>
    public async Task QueueAsync(PlatformDb db, EmailMessage message, CancellationToken cancellation) =>
        db.Add(Outbox.Message(Subject, await SealAsync(message, cancellation)));

    /// <summary>The same as a command of a batch.</summary>
    public async Task<NpgsqlBatchCommand> CommandAsync(EmailMessage message, CancellationToken cancellation) =>
        Outbox.Command(Subject, await SealAsync(message, cancellation));

    internal async Task<EmailMessage> OpenAsync(byte[] data, CancellationToken cancellation)
    {
        var mail = JsonSerializer.Deserialize<SealedMail>(data) ?? throw new JsonException("Not a mail.");
        var key = await master.UnwrapAsync(mail.Key, cancellation);
        return JsonSerializer.Deserialize<EmailMessage>(AesGcmBox.Open(key, mail.Box, "mail"u8))!;
    }

    private async Task<byte[]> SealAsync(EmailMessage message, CancellationToken cancellation)
    {
        var key = RandomNumberGenerator.GetBytes(AesGcmBox.KeySize);
        var box = AesGcmBox.Seal(key, JsonSerializer.SerializeToUtf8Bytes(message), "mail"u8);
        return JsonSerializer.SerializeToUtf8Bytes(new SealedMail(await master.WrapAsync(key, cancellation), box));
    }

    private sealed record SealedMail(byte[] Key, byte[] Box);
}
