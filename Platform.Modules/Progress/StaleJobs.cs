using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Jobs;

namespace Platform.Progress;

/// <summary>Ends jobs whose client has fallen silent; one Worker at a time looks for them, in all tenants.</summary>
internal sealed class StaleJobs(NpgsqlDataSource database, TimeProvider clock, ILogger<StaleJobs> log) : LeasedRounds("stale-jobs", Every, database, clock, log)
{
    private const int MaxAtOnce = 500;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    protected override async Task RoundAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var now = Clock.Now();
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var ended = new List<Guid>();
        await using (var command = new NpgsqlCommand($"""
            UPDATE jobs.jobs SET status = 'failed', failure = 'Job stale: nothing was heard of it for {Silence.TotalSeconds} seconds', updated_at = $1, finished_at = $1
            WHERE id IN (SELECT id FROM jobs.jobs WHERE is_external AND status = 'running' AND heartbeat_at < $2 LIMIT {MaxAtOnce} FOR UPDATE SKIP LOCKED)
            RETURNING id
            """, connection, transaction)
        { Parameters = { new() { Value = now.UtcDateTime }, new() { Value = (now - Silence).UtcDateTime } } })
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                ended.Add(reader.GetGuid(0));
            }
        }

        foreach (var id in ended)
        {
            if (await JobEvents.CommandAsync(connection, id, JobEvents.Failed, cancellation) is { } tell)
            {
                await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { tell } };
                await batch.ExecuteNonQueryAsync(cancellation);
            }
        }

        await transaction.CommitAsync(cancellation);
    }
}
