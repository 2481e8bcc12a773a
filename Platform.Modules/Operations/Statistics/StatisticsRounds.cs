using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Jobs;

namespace Platform.Operations.Statistics;

/// <summary>Counts every hierarchy anew every five minutes; one Worker at a time.</summary>
internal sealed class StatisticsRounds(NpgsqlDataSource database, TimeProvider clock, ILogger<StatisticsRounds> log)
    : LeasedRounds("operations-statistics", Every, database, clock, log)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    protected override async Task RoundAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { HierarchyStatistics.Count(tenant: null, Clock.Now()) } };
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
