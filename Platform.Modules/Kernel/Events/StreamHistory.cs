using System.Runtime.CompilerServices;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Platform.Kernel.Data;

namespace Platform.Kernel.Events;

/// <summary>Reads a part of a stream again, in order, without touching the durable consumers.</summary>
internal sealed class StreamHistory(INatsJSContext js)
{
    private const int MaxMessages = 4096;
    private const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Messages behind a sequence of the stream, while <paramref name="wanted"/> says so.</summary>
    public IAsyncEnumerable<List<StreamMessage>> ReadAsync(
        ConsumerSpec spec, ulong after, Func<StreamMessage, bool> wanted, CancellationToken cancellation) =>
        ReadAsync(spec, new ConsumerConfig { DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence, OptStartSeq = after + 1 }, wanted, cancellation);

    /// <summary>Messages that the stream took from one moment on, while <paramref name="wanted"/> says so.</summary>
    public IAsyncEnumerable<List<StreamMessage>> ReadAsync(
        ConsumerSpec spec, DateTimeOffset from, Func<StreamMessage, bool> wanted, CancellationToken cancellation) =>
        ReadAsync(spec, new ConsumerConfig { DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartTime, OptStartTime = from }, wanted, cancellation);

    private async IAsyncEnumerable<List<StreamMessage>> ReadAsync(
        ConsumerSpec spec, ConsumerConfig start, Func<StreamMessage, bool> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        start.Name = $"read-{RowId.New():n}";
        start.AckPolicy = ConsumerConfigAckPolicy.None;
        start.FilterSubject = spec.Filter;
        start.InactiveThreshold = TimeSpan.FromMinutes(1);
        start.MemStorage = true;
        start.NumReplicas = 1;
        var consumer = await js.CreateOrUpdateConsumerAsync(spec.Stream.Name, start, cancellation);
        await using var pull = await PullSubscription.OpenAsync(js, spec.Stream.Name, start.Name, cancellation);
        for (var more = consumer.Info.NumPending > 0; more;)
        {
            var batch = await pull.ReadAsync(MaxMessages, MaxBytes, cancellation);
            if (batch.Count == 0)
            {
                // What was to come may have expired, or been purged, meanwhile.
                more = (await js.GetConsumerAsync(spec.Stream.Name, start.Name, cancellation)).Info.NumPending > 0;
                continue;
            }

            var end = batch.FindIndex(m => !wanted(m));
            more = end < 0 && batch[^1].Pending > 0;
            if (end >= 0)
            {
                batch.RemoveRange(end, batch.Count - end);
            }

            if (batch.Count > 0)
            {
                yield return batch;
            }
        }

        await js.DeleteConsumerAsync(spec.Stream.Name, start.Name, cancellation);
    }
}
