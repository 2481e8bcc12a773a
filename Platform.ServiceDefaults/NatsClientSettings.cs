namespace Aspire.NATS.Net;

/// <summary>Settings of a NATS connection, from <c>Aspire:NATS:Net</c>.</summary>
public sealed class NatsClientSettings
{
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    public bool DisableTracing { get; set; }
}
