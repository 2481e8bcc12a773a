using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Trading.Health;

/// <summary>The process answers.</summary>
public sealed record Alive(string Status, DateTimeOffset Timestamp)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>Whether requests can be served, and by what that was judged.</summary>
public sealed record Ready(string Status, IReadOnlyDictionary<string, string> Checks, DateTimeOffset Timestamp)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>Liveness and readiness, under <c>/v1/health</c> and at the root for orchestrators.</summary>
internal static class HealthEndpoints
{
    /// <summary>Health checks with this tag are part of readiness; their names are the documented ones.</summary>
    public const string Tag = "ready";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health").AllowAnonymous();
        group.MapGet("/live", (TimeProvider clock) => Live(clock)).WithSummary("Is the process running?");
        Delegate ready = CheckAsync;
        group.MapGet("/ready", ready).WithSummary("Can requests be served?").WithDescription("503 with the failing checks when not.");
    }

    private static Outcome<Alive> Live(TimeProvider clock) => new Alive("alive", clock.Now());

    private static async Task<Outcome<Ready>> CheckAsync(Readiness readiness, TimeProvider clock, CancellationToken cancellation)
    {
        var report = await readiness.ReadAsync(cancellation);
        var checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Status == HealthStatus.Healthy ? "ok" : "failing");
        return report.Status == HealthStatus.Healthy
            ? new Ready("ready", checks, clock.Now())
            : new Problem(ProblemKind.Unavailable, "The service is not ready",
                Details: string.Join(", ", checks.Where(c => c.Value != "ok").Select(c => $"{c.Key}: {c.Value}")));
    }
}

/// <summary>Runs the checks at most once a second, however many ask: anybody may.</summary>
internal sealed class Readiness(HealthCheckService health, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<HealthReport>? latest;
    private long asked;

    public Task<HealthReport> ReadAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (latest is null || clock.GetElapsedTime(asked) > Fresh)
            {
                (asked, latest) = (clock.GetTimestamp(), health.CheckHealthAsync(check => check.Tags.Contains(HealthEndpoints.Tag), CancellationToken.None));
            }

            return latest.WaitAsync(cancellation);
        }
    }
}
