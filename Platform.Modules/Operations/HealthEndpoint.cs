using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Platform.Kernel.Http;

namespace Platform.Operations;

/// <summary>Says that the surface can serve.</summary>
internal static class HealthEndpoint
{
    private static readonly RateLimit Limit = new("operations-health", "OPERATIONS_HEALTH_RATE_LIMIT_PER_HOUR", 7200, ByAddress: true);

    public static void Map(RouteGroupBuilder operations) => operations.MapGet("/health", CheckAsync).AllowAnonymous().RateLimited(Limit).Says("service healthy").WithTags("Health")
        .WithSummary("Ask whether requests can be served").WithDescription("503 while the database is away.");

    private static async Task<Outcome<Nothing>> CheckAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellation);
        return Nothing.Value;
    }
}
