using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;

namespace Platform.Kernel.Jobs;

/// <summary>A job while it runs: its input, and where it says how far it is.</summary>
/// <param name="connection">Held for the job alone, in the system scope.</param>
internal sealed class JobRun(BegunJob job, NpgsqlConnection connection, TimeProvider clock)
{
    private static readonly TimeSpan TellsEvery = TimeSpan.FromSeconds(1);
    private DateTimeOffset told;

    public Guid Id => job.Id;

    public Scope Owner => job.Owner;

    public Guid? OrganizationId => job.OrganizationId;

    public Json Input => job.Input;

    /// <summary>What an attempt that was cut off had come to.</summary>
    public Json Result => job.Result;

    public NpgsqlConnection Connection => connection;

    /// <summary>Stores what the job has come to so far, and tells whoever follows it, at most once a second.</summary>
    /// <param name="summary">What people may read of the result; as it was when left out.</param>
    public async Task StoreAsync(long total, long done, Json result, CancellationToken cancellation, Json? summary = null)
    {
        var now = clock.Now();
        await using (var command = new NpgsqlCommand("""
            UPDATE jobs.jobs SET total = $2, done = $3, result = $4, summary = coalesce($6, summary), updated_at = $5, heartbeat_at = $5 WHERE id = $1
            """, connection)
        {
            Parameters =
            {
                new() { Value = job.Id }, new() { Value = total }, new() { Value = done },
                new() { Value = result.ToString(), NpgsqlDbType = NpgsqlDbType.Json }, new() { Value = now.UtcDateTime },
                new() { Value = (object?)summary?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Json },
            },
        })
        {
            await command.ExecuteNonQueryAsync(cancellation);
        }

        if (now - told >= TellsEvery && await JobEvents.CommandAsync(connection, job.Id, JobEvents.Updated, cancellation) is { } tell)
        {
            told = now;
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { tell } };
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }
}
