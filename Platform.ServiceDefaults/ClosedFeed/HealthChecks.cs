using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NATS.Client.Core;
using Npgsql;
using StackExchange.Redis;

namespace Platform.ServiceDefaults.ClosedFeed;

/// <summary>Healthy when PostgreSQL answers a statement.</summary>
internal sealed class NpgsqlHealthCheck(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var command = source.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>Healthy when the context's database can be reached.</summary>
internal sealed class DbContextHealthCheck<TContext>(TContext db) : IHealthCheck
    where TContext : DbContext
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.Database.CanConnectAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, "The database cannot be reached.");
}

/// <summary>Healthy when every Redis server answers a ping.</summary>
internal sealed class RedisHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var server in redis.GetServers())
        {
            await server.PingAsync().WaitAsync(cancellationToken);
        }

        return HealthCheckResult.Healthy();
    }
}

/// <summary>Healthy while the NATS connection is open; it reconnects by itself, and is degraded meanwhile.</summary>
internal sealed class NatsHealthCheck(INatsConnection nats) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (nats.ConnectionState is NatsConnectionState.Closed)
        {
            await nats.ConnectAsync().AsTask().WaitAsync(cancellationToken);
        }

        return nats.ConnectionState switch
        {
            NatsConnectionState.Open => HealthCheckResult.Healthy(),
            NatsConnectionState.Connecting or NatsConnectionState.Reconnecting => HealthCheckResult.Degraded("Connecting."),
            _ => new HealthCheckResult(context.Registration.FailureStatus, "Not connected."),
        };
    }
}
