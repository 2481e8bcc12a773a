using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Kernel.Data;

namespace Platform.Kernel.Jobs;

/// <summary>Rows of a table that nobody needs any more once a time of theirs is long enough ago.</summary>
/// <param name="Table">Schema and table.</param>
/// <param name="Column">When the row's time began to run.</param>
internal sealed record RetentionRule(string Table, string Column, TimeSpan Kept);

/// <summary>Deletes every hour what the rules of the modules give up; one Worker at a time, in small transactions.</summary>
internal sealed class Retention(
    IEnumerable<RetentionRule> rules, NpgsqlDataSource database, TimeProvider clock, ILogger<Retention> logger) : LeasedRounds("retention", Every, database, clock, logger)
{
    private const int Chunk = 10_000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task RoundAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var rule in rules)
        {
            await using var command = new NpgsqlCommand(
                $"DELETE FROM {rule.Table} WHERE ctid = ANY (ARRAY (SELECT ctid FROM {rule.Table} WHERE {rule.Column} < $1 LIMIT {Chunk}))", connection)
            {
                Parameters = { new() { Value = (Clock.Now() - rule.Kept).UtcDateTime } },
            };
            int deleted;
            do
            {
                deleted = await command.ExecuteNonQueryAsync(cancellation);
            }
            while (deleted == Chunk);
        }
    }
}
