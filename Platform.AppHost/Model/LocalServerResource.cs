using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.AppHost.Servers;

namespace Platform.AppHost.Model;

/// <summary>A server that runs as a process of an installed program.</summary>
internal sealed class LocalServerResource(string name, LocalServer server, string program)
    : ExecutableResource(name, program, server.Folder), IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{server.ConnectionString}");

    /// <summary>Prepares the server's folder and adds it with its health and its fixed port.</summary>
    public static async Task<IResourceBuilder<LocalServerResource>> AddAsync(IDistributedApplicationBuilder builder, string name, LocalServer server)
    {
        var command = await server.PrepareAsync();
        var line = command.Line();
        string[] arguments = [.. line.Skip(1)];
        var check = $"{name}_check";
        builder.Services.AddHealthChecks().AddCheck(check, new Answers(server));
        var resource = builder.AddResource(new LocalServerResource(name, server, line[0]))
            .WithArgs(arguments)
            .WithEndpoint(port: server.Port, scheme: "tcp", name: "tcp", isProxied: false)
            .WithHealthCheck(check);
        foreach (var (variable, value) in command.Environment)
        {
            resource.WithEnvironment(variable, value);
        }

        return resource;
    }

    private sealed class Answers(LocalServer server) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await server.IsReadyAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
    }
}
