using System.Net.Sockets;
using NATS.Client.Core;
using Npgsql;

namespace Platform.Kernel.Events;

/// <summary>Tells a message that can never succeed from a moment that is bad for every message.</summary>
internal static class Faults
{
    private const string DataException = "22";
    private const string IntegrityViolation = "23";

    /// <returns>True where the message is to blame: its data, or a defect that only it brings out.</returns>
    public static bool IsOfTheMessage(Exception error) => error switch
    {
        PostgresException postgres => postgres.SqlState.StartsWith(DataException, StringComparison.Ordinal)
            || postgres.SqlState.StartsWith(IntegrityViolation, StringComparison.Ordinal),
        NpgsqlException or NatsException or SocketException or IOException or TimeoutException => false,
        OperationCanceledException or ObjectDisposedException or OutOfMemoryException => false,
        _ => true,
    };
}

/// <summary>Growing delays with jitter, so that many Workers do not come back at the same moment.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private double next = first.TotalMilliseconds;

    public TimeSpan Next()
    {
        var delay = next * (0.75 + Random.Shared.NextDouble() / 2);
        next = Math.Min(next * 2, longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(delay);
    }

    public void Reset() => next = first.TotalMilliseconds;
}
