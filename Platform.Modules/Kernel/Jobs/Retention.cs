using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>Rows of a table that nobody needs any more once a time of theirs is long enough ago.</summary>
/// <param name="Table">Schema and table.</param>
/// <param name="Column">When the row's time began to run.</param>
internal sealed record RetentionRule(string Table, string Column, TimeSpan Kept);

/// <summary>Deletes every hour what the rules of the modules give up; one Worker at a time, in small transactions.</summary>
internal sealed partial class Retention(
    IEnumerable<RetentionRule> rules, NpgsqlDataSource database, TimeProvider clock, ILogger<Retention> logger) : BackgroundService
{
    private const int Chunk = 10_000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await using var lease = await Lease.TryAcquireAsync(database, "retention", stoppingToken);
                if (lease is not null)
                {
                    await SweepAsync(lease.Connection, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it was, the next hour tries again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogLater(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    internal async Task SweepAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var rule in rules)
        {
            await using var command = new NpgsqlCommand(
                $"DELETE FROM {rule.Table} WHERE ctid = ANY (ARRAY (SELECT ctid FROM {rule.Table} WHERE {rule.Column} < $1 LIMIT {Chunk}))", connection)
            {
                Parameters = { new() { Value = (clock.Now() - rule.Kept).UtcDateTime } },
            };
            int deleted;
            do
            {
                deleted = await command.ExecuteNonQueryAsync(cancellation);
            }
            while (deleted == Chunk);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old rows stay for another hour")]
    private static partial void LogLater(ILogger logger, Exception exception);
}
