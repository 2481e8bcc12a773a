using Microsoft.Extensions.Diagnostics.HealthChecks;
using NATS.Client.Core;

namespace Aspire.NATS.Net;

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
