using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Platform.Servers;

namespace Platform.AppHost.Servers;

/// <summary>A server that runs as a process of an installed program.</summary>
/// <param name="program">The program, or the one that changes the user before.</param>
internal abstract class ServerProcessResource(string name, string program, ServerOptions options)
    : ExecutableResource(name, program, workingDirectory: "/"), IResourceWithConnectionString
{
    private LocalServer? _server;
    private Command? _command;

    public abstract ReferenceExpression ConnectionStringExpression { get; }

    public EndpointReference PrimaryEndpoint => field ??= new EndpointReference(this, ServerProcesses.Endpoint);

    public int Port => options.Port;

    /// <summary>The server itself, once its folder is prepared.</summary>
    public LocalServer Server => _server ?? throw new InvalidOperationException($"{Name} is not prepared.");

    /// <summary>The arguments of this start.</summary>
    public IEnumerable<string> Arguments => _command!.Line().Skip(1);

    /// <summary>The variables of this start.</summary>
    public IReadOnlyDictionary<string, string?> Variables => _command!.Environment;

    protected abstract ParameterResource Password { get; }

    /// <summary>Prepares the folder and the command of the next start.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _server ??= Create(options with { Password = (await Password.GetValueAsync(cancellationToken))! });
        _command = await _server.PrepareAsync(cancellationToken);
    }

    protected abstract LocalServer Create(ServerOptions options);
}

/// <summary>Adds servers that run as processes to the model.</summary>
internal static partial class ServerProcesses
{
    public const string Endpoint = "tcp";

    /// <summary>Adds the server with its port, its health, and the preparation of its folder before each start.</summary>
    public static IResourceBuilder<T> AddServerProcess<T>(this IDistributedApplicationBuilder builder, T server)
        where T : ServerProcessResource
    {
        var check = $"{server.Name}_check";
        builder.Services.AddHealthChecks().AddCheck(check, new Answers(server));
        return builder.AddResource(server)
            .WithEndpoint(port: server.Port, scheme: "tcp", name: Endpoint, isProxied: false)
            .WithHealthCheck(check)
            .OnBeforeResourceStarted(async (_, start, cancellationToken) =>
            {
                try
                {
                    await server.PrepareAsync(cancellationToken);
                }
                catch (Exception failure) when (failure is StartException or IOException or UnauthorizedAccessException)
                {
                    LogUnprepared(start.Services.GetRequiredService<ResourceLoggerService>().GetLogger(server), failure.Message);
                    throw;
                }
            })
            .WithArgs(context =>
            {
                foreach (var argument in server.Arguments)
                {
                    context.Args.Add(argument);
                }
            })
            .WithEnvironment(context =>
            {
                foreach (var (variable, value) in server.Variables)
                {
                    context.EnvironmentVariables[variable] = value ?? "";
                }
            });
    }

    [LoggerMessage(LogLevel.Error, "{Failure}")]
    private static partial void LogUnprepared(ILogger logger, string failure);

    private sealed class Answers(ServerProcessResource resource) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await resource.Server.IsReadyAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{resource.Name} does not answer.");
    }
}
