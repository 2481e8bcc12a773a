using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.Kernel.Events;

namespace Platform.Kernel.Mail;

/// <summary>Spans and counts of sent mail, without addresses.</summary>
internal static class MailTelemetry
{
    private const string Name = "Platform.Mail";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Mails = Meter.CreateCounter<long>("platform.mails", "{mail}", "Attempts to send a mail, by outcome");

    public static Activity? StartDelivery(string? traceParent) =>
        Source.StartActivity("deliver mail", ActivityKind.Consumer, EventTelemetry.Parent(traceParent));

    public static Activity? StartSend(string server) =>
        Source.StartActivity("send mail", ActivityKind.Client)?.SetTag("server.address", server);

    public static void Count(string outcome) => Mails.Add(1, new KeyValuePair<string, object?>("platform.mail.outcome", outcome));
}
