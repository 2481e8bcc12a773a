using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Servers;

namespace Aspire.Hosting;

/// <summary>Adds NATS to an app model, with the signatures of the package Aspire.Hosting.Nats, which the feed lacks.</summary>
public static class NatsBuilderExtensions
{
    private const int Port = 4222;
    private const int MonitoringPort = 8222;
    private const string MonitoringEndpoint = "monitoring";
    private const string DataFolder = "/var/lib/nats";

    /// <summary>Adds a NATS server in a container.</summary>
    public static IResourceBuilder<NatsServerResource> AddNats(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        int? port = null,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null)
    {
        var nats = new NatsServerResource(name, userName?.Resource, password?.Resource);
        var check = $"{name}_check";
        var monitoring = new EndpointReference(nats, MonitoringEndpoint);
        builder.Services.AddHealthChecks().AddCheck(check, new Answers(monitoring));
        return builder.AddResource(nats)
            .WithImage("library/nats", "2.12")
            .WithImageRegistry("docker.io")
            .WithEndpoint(targetPort: Port, port: port, name: NatsServerResource.PrimaryEndpointName)
            .WithHttpEndpoint(targetPort: MonitoringPort, name: MonitoringEndpoint)
            .WithArgs(context =>
            {
                context.Args.Add("-m");
                context.Args.Add($"{MonitoringPort}");
                if (nats.PasswordParameter is not null)
                {
                    context.Args.Add("--user");
                    context.Args.Add(nats.UserNameReference);
                    context.Args.Add("--pass");
                    context.Args.Add(nats.PasswordParameter);
                }
            })
            .WithHealthCheck(check);
    }

    /// <summary>Switches JetStream on.</summary>
    public static IResourceBuilder<NatsServerResource> WithJetStream(this IResourceBuilder<NatsServerResource> builder) => builder.WithArgs("-js");

    /// <summary>Keeps the data of JetStream in a volume.</summary>
    public static IResourceBuilder<NatsServerResource> WithDataVolume(this IResourceBuilder<NatsServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithVolume(name ?? $"{builder.Resource.Name}-data", DataFolder, isReadOnly).WithArgs("-sd", DataFolder);

    /// <summary>Keeps the data of JetStream in a folder of this machine.</summary>
    public static IResourceBuilder<NatsServerResource> WithDataBindMount(this IResourceBuilder<NatsServerResource> builder, string source, bool isReadOnly = false) =>
        builder.WithBindMount(source, DataFolder, isReadOnly).WithArgs("-sd", DataFolder);

    private sealed class Answers(EndpointReference monitoring) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await HttpProbe.StatusAsync(new Uri($"{monitoring.Url}/healthz"), cancellationToken) is System.Net.HttpStatusCode.OK
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("NATS does not answer.");
    }
}
