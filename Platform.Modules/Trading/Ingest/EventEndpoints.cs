using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Trading.Ingest;

/// <summary>How the ingest of bots' events is doing.</summary>
/// <param name="Status"><c>healthy</c>, or <c>degraded</c> when a consumer has no Worker.</param>
public sealed record EventStatus(string Status, IReadOnlyDictionary<string, ConsumerView> Consumers, EventMetrics Metrics)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>One consumer.</summary>
/// <param name="Status"><c>active</c> or <c>inactive</c>.</param>
/// <param name="PendingMessages">Not delivered yet.</param>
/// <param name="AckPending">Delivered, not finished.</param>
/// <param name="LastProcessed">Null when there was nothing yet.</param>
public sealed record ConsumerView(
    string Status, long PendingMessages, long AckPending, long Redelivered, DateTimeOffset? LastProcessed, long ProcessedToday, long FailedToday);

/// <summary>Counts of the day (UTC). Dead letters are all events that lie refused.</summary>
public sealed record EventMetrics(long EventsProcessedToday, long EventsFailedToday, double AverageProcessingTimeMs, long DeadLetters);

/// <summary>Events of bots: status, replay, dead letters.</summary>
internal static class EventEndpoints
{
    public static void Map(RouteGroupBuilder trading)
    {
        var group = trading.MapGroup("/events").WithTags("Events");
        group.MapGet("/status", Status).WithSummary("How the ingest of events is doing");
        ReplayEndpoints.Map(group);
        Delegate deadLetters = DeadLetterList.ReadAsync;
        group.MapGet("/dead-letters", deadLetters).RequireAuthorization(policy => policy.RequireRole(Principal.Admin))
            .WithQuery("limit", "offset").WithSummary("List events that were refused, newest first")
            .WithDescription("For administrators. A copy of each is in the stream `TRADING_DEAD`.");
    }

    private static async Task<Outcome<EventStatus>> Status(ConsumerStatus status, IngestMetrics metrics, CancellationToken cancellation)
    {
        var states = await status.ReadAsync(cancellation);
        var (days, deadLetters) = await metrics.ReadAsync(cancellation);
        var today = states.Select(s => days.GetValueOrDefault(s.Durable)).OfType<ConsumerToday>().ToList();
        var (processed, failed) = (today.Sum(d => d.Processed), today.Sum(d => d.Failed));
        return new EventStatus(
            states.All(s => s.Active) ? "healthy" : "degraded",
            states.ToDictionary(s => s.Name, s => View(s, days.GetValueOrDefault(s.Durable))),
            new EventMetrics(processed, failed, processed + failed == 0 ? 0 : Math.Round(today.Sum(d => d.Milliseconds) / (processed + failed), 3), deadLetters));
    }

    private static ConsumerView View(ConsumerState state, ConsumerToday? today) => new(
        state.Active ? "active" : "inactive", state.Pending, state.Unacknowledged, state.Redelivered,
        today?.LastProcessedAt, today?.Processed ?? 0, today?.Failed ?? 0);
}
