using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Platform.Kernel.Events;

namespace Platform.Kernel.Mail;

/// <summary>Sends queued mail; what the mail server does not take now, it gets later.</summary>
internal sealed partial class MailWorker(
    INatsJSContext js, JetStreamSetup setup, Mailer mailer, SmtpEmailSender sender, TimeProvider clock, ILogger<MailWorker> log)
    : QueueWorker(Spec, Mailer.DeadStream, setup, clock, log)
{
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(1);
    private static readonly ConsumerSpec Spec = new("mail-sender", Mailer.Stream, "mail.>");

    protected override async Task TakeAsync(INatsJSMsg<byte[]> message, CancellationToken cancellation)
    {
        using var activity = MailTelemetry.StartDelivery(message.Headers?[EventTelemetry.TraceParent].ToString());
        var id = message.Headers?["Nats-Msg-Id"].ToString() ?? "";
        try
        {
            var mail = await mailer.OpenAsync(message.Data ?? [], cancellation);
            await sender.SendAsync(mail, id, cancellation);
            MailTelemetry.Count("sent");
            await message.AckAsync(cancellationToken: cancellation);
        }
        catch (Exception e) when (e is MailRefusedException or JsonException or CryptographicException)
        {
            await BuryAsync(message, id, e.GetType() == typeof(MailRefusedException) ? e.Message : e.GetType().Name, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException and not NatsException)
        {
            if (Clock.GetUtcNow() - message.Metadata?.Timestamp > GivenUpAfter)
            {
                await BuryAsync(message, id, e.GetType().Name, cancellation);
                return;
            }

            LogLater(Log, id, e.GetType().Name);
            MailTelemetry.Count("retried");
            var attempts = message.Metadata?.NumDelivered ?? 1;
            await message.NakAsync(new AckOpts { NakDelay = TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, Math.Min(attempts, 10)))) }, cancellation);
        }
    }

    /// <summary>Keeps the mail, still encrypted, with the reason why it was never sent.</summary>
    private async Task BuryAsync(INatsJSMsg<byte[]> message, string id, string reason, CancellationToken cancellation)
    {
        LogDead(Log, id, reason);
        MailTelemetry.Count("dead");
        var headers = new NatsHeaders { ["Platform-Reason"] = reason };
        if (message.Headers?.TryGetValue(EventTelemetry.TraceParent, out var trace) == true)
        {
            headers[EventTelemetry.TraceParent] = trace;
        }

        var ack = await js.PublishAsync(Mailer.DeadPrefix + message.Subject, message.Data ?? [], NatsRawSerializer<byte[]>.Default,
            new NatsJSPubOpts { MsgId = id }, headers, cancellation);
        ack.EnsureSuccess();
        await message.AckTerminateAsync(cancellationToken: cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "Mail {Id} was not sent ({Reason}) and is tried again")]
    private static partial void LogLater(ILogger log, string id, string reason);

    [LoggerMessage(LogLevel.Error, "Mail {Id} is given up: {Reason}")]
    private static partial void LogDead(ILogger log, string id, string reason);
}
