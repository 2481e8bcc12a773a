using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Jobs;

namespace Platform.Trading.Ingest;

/// <summary>Which events to go through again: those that the streams took within a time, of one user, of some types.</summary>
/// <param name="UserId">Everybody's when left out.</param>
/// <param name="EventTypes">All types when left out.</param>
[ValidatableType]
public sealed record NewReplay(
    [property: Needed] DateTimeOffset? StartTime,
    [property: Needed] DateTimeOffset? EndTime,
    Guid? UserId,
    IReadOnlyList<string>? EventTypes);

/// <summary>A replay that was started; follow it under its id.</summary>
/// <param name="EstimatedEvents">How many events of the types are in the time; the user is not counted in.</param>
public sealed record ReplayStarted(Guid ReplayId, string Status, long EstimatedEvents, string Message)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>A replay on its way.</summary>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="Scanned">Events read again.</param>
/// <param name="Matched">Those that the replay asks for.</param>
/// <param name="Applied">Never applied or refused before, and applied now.</param>
/// <param name="Skipped">Applied before.</param>
/// <param name="Failed">Refused, again or for the first time.</param>
public sealed record ReplayView(
    Guid ReplayId, string Status, long EstimatedEvents, long Scanned, long Matched, long Applied, long Skipped, long Failed,
    string? Error, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>Going through events again, for administrators.</summary>
internal static class ReplayEndpoints
{
    public static void Map(RouteGroupBuilder events)
    {
        var group = events.MapGroup("").RequireAuthorization(policy => policy.RequireRole(Principal.Admin));
        group.MapPost("/replay", Start).WithSummary("Go through events again")
            .WithDescription("""
                For administrators. Reads the streams again for a time range (when the stream took the event), applies what was never applied
                or was refused, and skips what was applied: a replay books nothing twice.
                """);
        group.MapGet("/replays/{replay_id:guid}", Read).WithSummary("Follow a replay");
    }

    private static async Task<Outcome<ReplayStarted>> Start(
        NewReplay input, Actor actor, NpgsqlDataSource database, ReplayEstimate estimate, TimeProvider clock, CancellationToken cancellation)
    {
        if (input.StartTime > input.EndTime)
        {
            return new Problem(ProblemKind.Invalid, "start_time must not be after end_time", "INVALID_DATE_RANGE");
        }

        if (input.EventTypes?.Any(t => Array.IndexOf(EventTypes.All, t) < 0) == true)
        {
            return TradingProblems.InvalidValue("event_types", $"must be among {string.Join(", ", EventTypes.All)}");
        }

        // What was applied before that is no longer known, and would be applied again.
        var oldest = clock.GetUtcNow() - TradingStreams.Replayable;
        var (from, to) = (Later(input.StartTime!.Value, oldest), Later(input.EndTime!.Value, oldest));
        var request = new ReplayRequest(from, to, input.UserId, input.EventTypes is { Count: > 0 } some ? [.. some.Distinct()] : null);
        var events = await estimate.CountAsync(request, cancellation);
        var id = RowId.New();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = connection.ScopedBatch(actor.Scope, transaction);
        batch.Enqueue(id, ReplayJob.JobKind, actor.Scope, Json.From(request with { Estimated = events }), clock.Now());
        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new ReplayStarted(id, "started", events, "Event replay initiated");
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>Any administrator may follow a replay, hence the system scope.</summary>
    private static async Task<Outcome<ReplayView>> Read(Guid replay_id, SystemDb system, CancellationToken cancellation)
    {
        await using var db = system.Open();
        if (await db.Set<Job>().AsNoTracking().SingleOrDefaultAsync(j => j.Id == replay_id && j.Kind == ReplayJob.JobKind, cancellation) is not { } job)
        {
            return Problem.NotFound("Replay");
        }

        var counts = JsonSerializer.Deserialize<ReplayCounts>(job.Result.ToString())!;
        return new ReplayView(job.Id, job.Status, JsonSerializer.Deserialize<ReplayRequest>(job.Input.ToString())!.Estimated,
            counts.Scanned, counts.Matched, counts.Applied, counts.Skipped, counts.Failed,
            job.Status == JobRow.Failed ? "The job failed; see the log under its id" : null, job.CreatedAt, job.FinishedAt);
    }
}
