using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Kernel.Mail;

/// <summary>Spans and counts of sent mail, without addresses.</summary>
internal static class MailTelemetry
{
    private const string Name = "Platform.Mail";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Mails = Meter.CreateCounter<long>("platform.mails", "{mail}", "Mails by outcome: sent, retried, dead");

    public static Activity? StartDelivery(string? traceParent)
    {
        var known = ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        return Source.StartActivity("deliver mail", ActivityKind.Consumer, known ? parent : default);
    }

    public static Activity? StartSend(string server) =>
        Source.StartActivity("send mail", ActivityKind.Client)?.SetTag("server.address", server);

    public static void Count(string outcome) => Mails.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
