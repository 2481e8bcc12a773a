using System.Globalization;

namespace Platform.Kernel.Events;

/// <summary>What the reply subject of a JetStream message says about its delivery.</summary>
/// <remarks>
/// <c>$JS.ACK.stream.consumer.delivered.sequence.delivery.nanoseconds.pending</c>; newer servers put domain and
/// account before the stream, and may append a token.
/// </remarks>
internal readonly record struct AckSubject(string Stream, ulong StreamSequence, ulong ConsumerSequence, DateTimeOffset StoredAt, ulong Pending)
{
    public const string Prefix = "$JS.ACK.";
    private const int ShortForm = 9;

    public static AckSubject Parse(string subject)
    {
        Span<Range> tokens = stackalloc Range[13];
        var count = subject.AsSpan().Split(tokens, '.');
        var first = count == ShortForm ? 2 : 4;
        if (count < ShortForm || !subject.StartsWith(Prefix, StringComparison.Ordinal) || count < first + 7)
        {
            throw new FormatException("The message does not come from a JetStream consumer.");
        }

        return new AckSubject(
            subject[tokens[first]],
            Number(subject, tokens[first + 3]),
            Number(subject, tokens[first + 4]),
            DateTimeOffset.UnixEpoch.AddTicks((long)(Number(subject, tokens[first + 5]) / 100)),
            Number(subject, tokens[first + 6]));
    }

    private static ulong Number(string subject, Range token) =>
        ulong.Parse(subject.AsSpan(token), NumberStyles.None, CultureInfo.InvariantCulture);
}
