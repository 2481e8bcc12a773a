using Platform.Kernel.Events;

namespace Platform.Trading.Ingest;

/// <summary>One message on its way through a batch.</summary>
/// <remarks>
/// Event ids belong to tradings, and only a message that is proven to be of its trading takes one. Any other goes by its place in
/// the stream, or whoever may publish could use up the ids of others.
/// </remarks>
internal sealed class Candidate
{
    private const int MaxReason = 500;
    private const int MaxSubject = 180;

    public Candidate(StreamMessage message, ParsedEvent parsed) : this(message, parsed, isProven: true)
    {
    }

    private Candidate(StreamMessage message, ParsedEvent parsed, bool isProven)
    {
        (Message, Parsed, IsProven, Refusal) = (message, parsed, isProven, parsed.Refusal);
        (EventId, TradingId) = isProven && parsed is { Id: { } id, TradingId: { } trading } ? (id, trading) : (Place, Guid.Empty);
        Subject = Array.IndexOf(EventTypes.All, message.Subject) >= 0 ? message.Subject : Clean(message.Subject);
    }

    /// <summary>A message that nobody stands for: it is not signed as it should be, or of no trading of its user.</summary>
    public static Candidate Unproven(StreamMessage message, ParsedEvent parsed, string why) =>
        new(message, parsed with { Event = null, Refusal = why }, isProven: false);

    public StreamMessage Message { get; }

    public ParsedEvent Parsed { get; }

    public bool IsProven { get; }

    public string EventId { get; }

    /// <summary>The trading that the event id is of; empty for one that was made up here.</summary>
    public Guid TradingId { get; }

    /// <summary>The id of a message that has no other.</summary>
    public string Place => $"{Message.Stream}:{Message.Sequence}";

    /// <summary>The subject as it can be stored and published again: anybody may have made it up.</summary>
    public string Subject { get; }

    /// <summary>Why the event cannot be applied.</summary>
    public string? Refusal { get; private set; }

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

    /// <summary>Refused without a record: too many that nobody stands for came within the hour.</summary>
    Unkept,
}
