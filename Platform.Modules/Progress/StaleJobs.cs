using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Jobs;

namespace Platform.Progress;

/// <summary>Ends jobs whose client has fallen silent; one Worker at a time looks for them, in all tenants.</summary>
internal sealed partial class StaleJobs(NpgsqlDataSource database, TimeProvider clock, ILogger<StaleJobs> log) : BackgroundService
{
    private const int MaxAtOnce = 500;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await using var lease = await Lease.TryAcquireAsync(database, "stale-jobs", stoppingToken);
                if (lease is not null)
                {
                    await SweepAsync(lease.Connection, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it was, the next round tries again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogLater(log, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task SweepAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var now = clock.Now();
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

    [LoggerMessage(LogLevel.Warning, "Stale jobs are ended later")]
    private static partial void LogLater(ILogger log, Exception exception);
}
