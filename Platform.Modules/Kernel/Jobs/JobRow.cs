using System.Text.Json;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>The steps of a job's row: begun, put back, over.</summary>
internal static class JobRow
{
    public const string Queued = "queued";
    public const string Completed = "completed";
    public const string Failed = "failed";

    /// <returns>The job, now running, with its attempts counted; null when it is over or unknown.</returns>
    public static async Task<BegunJob?> BeginAsync(
        NpgsqlConnection connection, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            UPDATE jobs.jobs SET status = 'running', attempts = attempts + 1, updated_at = $2
            WHERE id = $1 AND status IN ('queued', 'running') RETURNING kind, tenant_id, user_id, input, result, attempts
            """, connection)
        { Parameters = { new() { Value = id }, new() { Value = now.UtcDateTime } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new BegunJob(reader.GetString(0), Scope.Of(reader.GetGuid(1), reader.GetGuid(2)),
                new Json(reader.GetString(3)), new Json(reader.GetString(4)), reader.GetInt32(5))
            : null;
    }

    /// <summary>Puts the job back; <paramref name="counts"/> says whether the attempt was its own fault.</summary>
    public static async Task PutBackAsync(
        NpgsqlConnection connection, Guid id, string error, bool counts, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE jobs.jobs SET status = 'queued', error = $2, attempts = attempts - $3, updated_at = $4 WHERE id = $1", connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = error }, new() { Value = counts ? 0 : 1 }, new() { Value = now.UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task CompleteAsync(NpgsqlConnection connection, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE jobs.jobs SET status = 'completed', error = NULL, updated_at = $2, finished_at = $2 WHERE id = $1", connection)
        { Parameters = { new() { Value = id }, new() { Value = now.UtcDateTime } } };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Gives the job up, and tells the dead letters why.</summary>
    public static async Task FailAsync(NpgsqlConnection connection, Guid id, string kind, string error, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new("UPDATE jobs.jobs SET status = 'failed', error = $2, updated_at = $3, finished_at = $3 WHERE id = $1")
        {
            Parameters = { new() { Value = id }, new() { Value = error }, new() { Value = now.UtcDateTime } },
        });
        batch.BatchCommands.Add(Outbox.Command(JobQueue.DeadPrefix + kind,
            JsonSerializer.SerializeToUtf8Bytes(new JobMessage(id)), new Dictionary<string, string> { ["Platform-Reason"] = error }));
        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}

/// <summary>A job whose next attempt has begun.</summary>
/// <param name="Result">What the attempts before have come to.</param>
internal sealed record BegunJob(string Kind, Scope Owner, Json Input, Json Result, int Attempts);
