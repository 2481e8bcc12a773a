namespace Platform.Kernel.Landing;

/// <summary>Tells how the event consumers of a module are doing; every module that has some registers one.</summary>
public interface IConsumerReport
{
    /// <summary>Called about once a second while somebody looks, so it must be cheap.</summary>
    Task<ConsumerReport> ReadAsync(CancellationToken cancellation);
}

/// <param name="DeadLetters">Events that were refused for good and wait for somebody.</param>
public sealed record ConsumerReport(IReadOnlyList<ConsumerLine> Consumers, long DeadLetters);

/// <summary>One consumer; counts are those of the running day (UTC).</summary>
/// <param name="Subject">The NATS subject that it reads.</param>
/// <param name="Active">Whether a Worker pulls from it.</param>
/// <param name="Pending">Messages that are stored and not yet applied.</param>
public sealed record ConsumerLine(
    string Name, string Subject, bool Active, long Pending, long ProcessedToday, long FailedToday, DateTimeOffset? LastProcessedAt);
