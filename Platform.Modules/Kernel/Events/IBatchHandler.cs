using Npgsql;

namespace Platform.Kernel.Events;

/// <summary>Applies messages of a consumer. Both methods run inside a transaction that the caller commits, in the system scope.</summary>
internal interface IBatchHandler
{
    /// <summary>Applies messages in order. What was applied before, it skips; what can never succeed, it records and marks as refused.</summary>
    Task<BatchCounts> ApplyAsync(IReadOnlyList<StreamMessage> messages, NpgsqlTransaction transaction, CancellationToken cancellation);

    /// <summary>Records a message that made <see cref="ApplyAsync"/> fail by itself.</summary>
    Task<BatchCounts> RefuseAsync(StreamMessage message, string reason, NpgsqlTransaction transaction, CancellationToken cancellation);
}

/// <summary>What became of the messages of a batch.</summary>
internal readonly record struct BatchCounts(int Processed, int Failed, int Duplicates)
{
    public static BatchCounts operator +(BatchCounts left, BatchCounts right) =>
        new(left.Processed + right.Processed, left.Failed + right.Failed, left.Duplicates + right.Duplicates);
}
