using System.Text.Json;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>The steps of a job's row: begun, put back, over. What is over is never changed.</summary>
internal static class JobRow
{
    public const string Failed = JobStatus.Failed;

    /// <returns>The job, now running, with its attempts counted; null when it is over or unknown.</returns>
    public static async Task<BegunJob?> BeginAsync(
        NpgsqlConnection connection, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        BegunJob begun;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var command = new NpgsqlCommand("""
            UPDATE jobs.jobs SET status = 'running', attempts = attempts + 1, updated_at = $2, heartbeat_at = $2, started_at = coalesce(started_at, $2)
            WHERE id = $1 AND status IN ('queued', 'running') AND NOT is_external
            RETURNING kind, tenant_id, user_id, organization_id, input, result, attempts, cancel_requested_at IS NOT NULL
            """, connection, transaction)
        { Parameters = { new() { Value = id }, new() { Value = now.UtcDateTime } } })
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation))
            {
                return null;
            }

            begun = new BegunJob(id, reader.GetString(0), Scope.Of(reader.GetGuid(1), reader.GetGuid(2)),
                await reader.IsDBNullAsync(3, cancellation) ? null : reader.GetGuid(3),
                new Json(reader.GetString(4)), new Json(reader.GetString(5)), reader.GetInt32(6), reader.GetBoolean(7));
        }

        if (begun.Attempts == 1)
        {
            await TellAsync(connection, transaction, id, JobEvents.Started, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return begun;
    }

    /// <summary>Puts the job back; <paramref name="counts"/> says whether the attempt was its own fault.</summary>
    public static async Task PutBackAsync(
        NpgsqlConnection connection, Guid id, string error, bool counts, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            UPDATE jobs.jobs SET status = 'queued', error = $2, attempts = attempts - $3, updated_at = $4 WHERE id = $1 AND status = 'running'
            """, connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = error }, new() { Value = counts ? 0 : 1 }, new() { Value = now.UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static Task CompleteAsync(NpgsqlConnection connection, Guid id, DateTimeOffset now, CancellationToken cancellation) =>
        FinishAsync(connection, id, JobStatus.Completed, null, null, now, cancellation);

    public static Task CancelAsync(NpgsqlConnection connection, Guid id, DateTimeOffset now, CancellationToken cancellation) =>
        FinishAsync(connection, id, JobStatus.Cancelled, null, null, now, cancellation);

    /// <summary>Gives the job up, and tells the dead letters why.</summary>
    /// <param name="failure">The reason for people.</param>
    public static Task FailAsync(
        NpgsqlConnection connection, Guid id, string kind, string error, string failure, DateTimeOffset now, CancellationToken cancellation) =>
        FinishAsync(connection, id, JobStatus.Failed, error, failure, now, cancellation, Outbox.Command(JobQueue.DeadPrefix + kind,
            JsonSerializer.SerializeToUtf8Bytes(new JobMessage(id)), new Dictionary<string, string> { ["Platform-Reason"] = error }));

    /// <summary>A sign of life of a job that is being worked on.</summary>
    /// <returns>Whether somebody has cancelled it meanwhile.</returns>
    public static async Task<bool> BeatAsync(NpgsqlDataSource database, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.EnterAsync(Scope.System, cancellation);
        await using var command = new NpgsqlCommand(
            "UPDATE jobs.jobs SET heartbeat_at = $2 WHERE id = $1 AND status = 'running' RETURNING cancel_requested_at IS NOT NULL", connection)
        { Parameters = { new() { Value = id }, new() { Value = now.UtcDateTime } } };
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private static async Task FinishAsync(
        NpgsqlConnection connection, Guid id, string status, string? error, string? failure, DateTimeOffset now, CancellationToken cancellation,
        NpgsqlBatchCommand? dead = null)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var command = new NpgsqlCommand("""
            UPDATE jobs.jobs SET status = $2, error = $3, failure = $4, updated_at = $5, finished_at = $5 WHERE id = $1 AND status = 'running'
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = status }, new() { Value = (object?)error ?? DBNull.Value },
                new() { Value = (object?)failure ?? DBNull.Value }, new() { Value = now.UtcDateTime },
            },
        })
        {
            if (await command.ExecuteNonQueryAsync(cancellation) == 0)
            {
                return;
            }
        }

        await TellAsync(connection, transaction, id, JobEvents.Of(status), cancellation, dead);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task TellAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, string type, CancellationToken cancellation, NpgsqlBatchCommand? also = null)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in new[] { await JobEvents.CommandAsync(connection, id, type, cancellation), also }.OfType<NpgsqlBatchCommand>())
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>A job whose next attempt has begun.</summary>
/// <param name="Result">What the attempts before have come to.</param>
internal sealed record BegunJob(
    Guid Id, string Kind, Scope Owner, Guid? OrganizationId, Json Input, Json Result, int Attempts, bool IsCancelled);
