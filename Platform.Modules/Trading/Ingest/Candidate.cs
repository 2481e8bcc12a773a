using Platform.Kernel.Events;

namespace Platform.Trading.Ingest;

/// <summary>One message on its way through a batch.</summary>
internal sealed class Candidate(StreamMessage message, ParsedEvent parsed)
{
    private const int MaxReason = 500;
    private const int MaxSubject = 180;

    public StreamMessage Message => message;

    public ParsedEvent Parsed => parsed;

    public string EventId { get; } = parsed.Id ?? $"{message.Stream}:{message.Sequence}";

    /// <summary>The subject as it can be stored and published again: anybody may have made it up.</summary>
    public string Subject { get; } = Array.IndexOf(EventTypes.All, message.Subject) >= 0 ? message.Subject : Clean(message.Subject);

    /// <summary>Why the event cannot be applied.</summary>
    public string? Refusal { get; private set; } = parsed.Refusal;

    public CandidateState State { get; set; } = CandidateState.Duplicate;

    public void Refuse(string reason) => Refusal = reason.Length > MaxReason ? reason[..MaxReason] : reason;

    private static string Clean(string subject) => string.Create(Math.Min(subject.Length, MaxSubject), subject, (clean, dirty) =>
    {
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = char.IsAsciiLetterOrDigit(dirty[i]) || dirty[i] is '.' or '-' or '_' ? dirty[i] : '_';
        }
    });
}

/// <summary>What the record of an event said when the batch came to it.</summary>
internal enum CandidateState
{
    /// <summary>Recorded before: nothing is to be done.</summary>
    Duplicate,

    /// <summary>Never seen before.</summary>
    New,

    /// <summary>Refused before, and asked for again.</summary>
    Retried,
}
