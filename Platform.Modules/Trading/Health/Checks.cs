using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NATS.Client.Core;
using Npgsql;
using Platform.Trading.Ingest;
using Platform.Trading.SignIn;

namespace Platform.Trading.Health;

/// <summary>The checks of readiness, by their documented names.</summary>
internal static class Checks
{
    public static void AddTradingHealth(this IServiceCollection services)
    {
        var timeout = TimeSpan.FromSeconds(2);
        services.AddSingleton<Readiness>();
        services.AddHealthChecks()
            .AddCheck<Database>("database", tags: [HealthEndpoints.Tag], timeout: timeout)
            .AddCheck<OAuthProviders>("oauth_providers", tags: [HealthEndpoints.Tag])
            .AddCheck<NatsConnected>("nats_connection", tags: [HealthEndpoints.Tag], timeout: timeout)
            .AddCheck<EventConsumers>("event_consumers", tags: [HealthEndpoints.Tag], timeout: timeout);
    }

    private sealed class Database(NpgsqlDataSource database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }

    /// <summary>Somebody can sign in: at least one provider is configured.</summary>
    private sealed class OAuthProviders(IEnumerable<IOAuthProvider> providers) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(providers.Any(p => p.Configured) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No provider is configured."));
    }

    private sealed class NatsConnected(INatsConnection nats) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await nats.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }

    /// <summary>Every consumer of bots' events has a Worker that pulls.</summary>
    private sealed class EventConsumers(ConsumerStatus status) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            (await status.ReadAsync(cancellationToken)).All(c => c.Active) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("A consumer has no Worker.");
    }
}
