using NATS.Client.Core;

namespace Platform.Kernel.Events;

/// <summary>A message of a stream as a consumer got it.</summary>
internal sealed class StreamMessage(in NatsMsg<byte[]> message, in AckSubject delivery)
{
    public string Subject { get; } = message.Subject;
    public byte[] Data { get; } = message.Data ?? [];
    public NatsHeaders? Headers { get; } = message.Headers;

    /// <summary>Where the acknowledgement goes.</summary>
    public string ReplyTo { get; } = message.ReplyTo!;
    public string Stream { get; } = delivery.Stream;
    public ulong Sequence { get; } = delivery.StreamSequence;

    /// <summary>Counts the deliveries of the consumer, without gaps for the only one that pulls.</summary>
    public ulong Delivery { get; } = delivery.ConsumerSequence;

    /// <summary>How many messages of the consumer were behind this one.</summary>
    public ulong Pending { get; } = delivery.Pending;

    /// <summary>When the stream took the message.</summary>
    public DateTimeOffset StoredAt { get; } = delivery.StoredAt;

    /// <summary>Set by the handler: the message can never succeed, so JetStream shall forget it.</summary>
    public bool IsRefused { get; set; }

    public string? Header(string name) => Headers is not null && Headers.TryGetValue(name, out var values) ? values.ToString() : null;
}
