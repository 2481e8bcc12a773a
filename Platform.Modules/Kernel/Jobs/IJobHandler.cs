using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;

namespace Platform.Kernel.Jobs;

/// <summary>Does the work of one kind of job. It may be cut off anywhere and begun again, so doing it twice must do no harm.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    Task RunAsync(JobRun run, CancellationToken cancellation);
}

/// <summary>A job while it runs: its input, and where it says how far it is.</summary>
/// <param name="result">What an attempt that was cut off had come to.</param>
/// <param name="connection">Held for the job alone, in the system scope.</param>
internal sealed class JobRun(Guid id, Scope owner, Json input, Json result, NpgsqlConnection connection, TimeProvider clock)
{
    public Scope Owner => owner;

    public Json Input => input;

    public Json Result => result;

    public NpgsqlConnection Connection => connection;

    /// <summary>Stores what the job has come to so far.</summary>
    public async Task StoreAsync(long total, long done, Json result, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("UPDATE jobs.jobs SET total = $2, done = $3, result = $4, updated_at = $5 WHERE id = $1", connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = total }, new() { Value = done },
                new() { Value = result.ToString(), NpgsqlDbType = NpgsqlDbType.Json }, new() { Value = clock.Now().UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
