using Platform.Kernel.Events;

namespace Platform.Trading.Ingest;

/// <summary>The copy of an event that can never succeed: its bytes as they came, and why.</summary>
internal static class DeadLetter
{
    public const string Prefix = "trading.dead.";

    /// <summary>Headers of the event that go along, each no longer than its standard allows: anybody may have made them up.</summary>
    private static readonly (string Name, int Max)[] TraceHeaders = [("traceparent", 55), ("tracestate", 512)];

    /// <summary>How much is copied of what nobody stands for; all of it is in the stream.</summary>
    private const int MaxUnproven = 4096;

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
        foreach (var (name, max) in TraceHeaders)
        {
            if (message.Header(name) is { } value && value.Length <= max)
            {
                headers[name] = value;
            }
        }

        var data = message.Data;
        var most = candidate.IsProven ? Outbox.MaxPayload : MaxUnproven;
        if (data.Length > most)
        {
            headers["Platform-Truncated"] = data.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
            data = data[..most];
        }

        return new OutgoingMessage(Prefix + candidate.Subject, data, headers);
    }
}
