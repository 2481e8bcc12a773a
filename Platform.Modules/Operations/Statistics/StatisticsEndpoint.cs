using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Operations.Statistics;

/// <summary>How much there is.</summary>
/// <param name="Systems">None are kept yet.</param>
/// <param name="Timestamp">When it was counted.</param>
/// <param name="IsStale">Whether that is longer ago than it should be.</param>
public sealed record StatisticsView(int Distributors, int Resellers, int Customers, int Users, int Systems, DateTimeOffset Timestamp, bool IsStale);

/// <summary>Shows what was counted last. What was never counted is counted at once, so there are always true numbers and a time.</summary>
internal static class StatisticsEndpoint
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    public static void Map(RouteGroupBuilder operations) => operations.MapGet("/stats", ReadAsync).Takes("manage:distributors").Says("system statistics").WithTags("Statistics")
        .WithSummary("Read how much there is").WithDescription("Counted every five minutes in the background; `isStale` says that it was longer than fifteen minutes ago.");

    private static async Task<Outcome<StatisticsView>> ReadAsync(PlatformDb db, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        var counted = await FindAsync(db, cancellation);
        if (counted is null)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var batch = connection.ScopedBatch(db.Scope);
            batch.BatchCommands.Add(HierarchyStatistics.Count(db.Scope.TenantId, clock.Now()));
            await batch.ExecuteNonQueryAsync(cancellation);
            counted = await FindAsync(db, cancellation) ?? throw new InvalidOperationException("The caller's own hierarchy was not counted.");
        }

        return new StatisticsView(
            counted.Distributors, counted.Resellers, counted.Customers, counted.Users, Systems: 0, counted.CountedAt, clock.GetUtcNow() - counted.CountedAt > Fresh);
    }

    private static Task<HierarchyStatistics?> FindAsync(PlatformDb db, CancellationToken cancellation) =>
        db.Set<HierarchyStatistics>().AsNoTracking().SingleOrDefaultAsync(cancellation);
}
