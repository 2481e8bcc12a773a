using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;
using Platform.Kernel.Data;

namespace Platform.Kernel.Mail;

/// <summary>Sends mail over SMTP, a connection a message.</summary>
internal sealed class SmtpEmailSender(IOptions<MailOptions> options) : IEmailSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Task SendAsync(EmailMessage message, CancellationToken cancellation) => SendAsync(message, RowId.New().ToString("n"), cancellation);

    /// <param name="id">Becomes the Message-Id, by which a reader knows a second copy.</param>
    public async Task SendAsync(EmailMessage message, string id, CancellationToken cancellation)
    {
        var settings = options.Value;
        var mime = Compose(message, id, settings);
        if (settings.Host.Length == 0)
        {
            throw new InvalidOperationException("Mail:Host names no mail server.");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var activity = MailTelemetry.StartSend(settings.Host);
        using var smtp = new SmtpClient();
        try
        {
            await smtp.ConnectAsync(settings.Host, settings.Port, settings.SocketOptions, patience.Token);
            if (settings.User.Length > 0)
            {
                await smtp.AuthenticateAsync(settings.User, settings.Password, patience.Token);
            }

            await smtp.SendAsync(mime, patience.Token);
            await smtp.DisconnectAsync(quit: true, patience.Token);
        }
        catch (SmtpCommandException e) when (IsFinal(e))
        {
            throw new MailRefusedException($"{e.ErrorCode} ({(int)e.StatusCode})", e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("The mail server did not answer in time.");
        }
    }

    private static MimeMessage Compose(EmailMessage message, string id, MailOptions settings)
    {
        if (!MailboxAddress.TryParse(message.To, out var to) || message.To.Any(char.IsControl))
        {
            throw new MailRefusedException("Not an e-mail address.");
        }

        var from = new MailboxAddress(settings.FromName, settings.From);
        var mime = new MimeMessage
        {
            // A line break would begin another header.
            Subject = string.Concat(message.Subject.Select(c => char.IsControl(c) ? ' ' : c)),
            Body = new BodyBuilder { TextBody = message.Text, HtmlBody = message.Html }.ToMessageBody(),
            MessageId = $"{id}@{from.Domain}",
        };
        mime.From.Add(from);
        mime.To.Add(to);
        return mime;
    }

    /// <summary>5yz speaks of this message or this address; a server that refuses our sign-in is to be put right.</summary>
    private static bool IsFinal(SmtpCommandException e) =>
        (int)e.StatusCode is >= 500 and < 600
        && e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted;
}
