using Platform.Kernel.Events;

namespace Platform.Trading.Ingest;

/// <summary>The copy of an event that can never succeed: its bytes as they came, and why.</summary>
internal static class DeadLetter
{
    public const string Prefix = "trading.dead.";
    private static readonly string[] TraceHeaders = ["traceparent", "tracestate"];

    public static OutgoingMessage Of(Candidate candidate)
    {
        var message = candidate.Message;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Platform-Reason"] = candidate.Refusal ?? "",
            ["Platform-Event-Id"] = candidate.EventId,
            ["Platform-Stream"] = message.Stream,
            ["Platform-Sequence"] = message.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        foreach (var name in TraceHeaders)
        {
            if (message.Header(name) is { } value)
            {
                headers[name] = value;
            }
        }

        var data = message.Data;
        if (data.Length > Outbox.MaxPayload)
        {
            headers["Platform-Truncated"] = data.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
            data = data[..Outbox.MaxPayload];
        }

        return new OutgoingMessage(Prefix + candidate.Subject, data, headers);
    }
}
