using Platform.AppHost.Settings;
using Platform.Servers;

namespace Platform.AppHost.Servers;

/// <summary>NATS as a process.</summary>
internal sealed class NatsProcessResource(string name, ServerOptions options, ParameterResource password)
    : ServerProcessResource(name, Programs.Nats(), options)
{
    public override ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"nats://{NatsConfiguration.PlatformUser}:{password:uri}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");

    protected override ParameterResource Password => password;

    protected override LocalServer Create(ServerOptions options) => new NatsServer(options);
}

/// <summary>Adds NATS with JetStream, a user for the platform and one for bots.</summary>
internal static class NatsServers
{
    private const string ConfigurationFolder = "/etc/nats-platform";
    private const string ConfigurationFile = "platform.conf";
    private const string PasswordVariable = "PLATFORM_NATS_PASSWORD";

    public static IResourceBuilder<IResourceWithConnectionString> AddNatsServer(
        this IDistributedApplicationBuilder builder, string name, RunSettings settings, IResourceBuilder<ParameterResource> password)
    {
        if (settings.Servers is ServerHosting.Processes)
        {
            return builder.AddServerProcess(new NatsProcessResource(name, new ServerOptions(settings.FolderOf(name)) { Port = settings.Ports.Nats }, password.Resource))
                .WithIconName("Flowchart");
        }

        // Our own configuration in the place of the arguments, which know one user only. The secret comes to it through the environment.
        var user = builder.AddParameter($"{name}-user", NatsConfiguration.PlatformUser).WithDescription("The platform's own user in NATS.");
        var configuration = new NatsConfiguration("0.0.0.0", 4222, 8222, "/var/lib/nats", PlatformPassword: null) { SyncAlways = true, PasswordVariable = PasswordVariable };
        return builder.AddNats(name, settings.Ports.Nats, user, password)
            .WithJetStream()
            .WithDataVolume(settings.Volumes.Nats)
            .WithContainerFiles(ConfigurationFolder, [new ContainerFile { Name = ConfigurationFile, Contents = configuration.ToString() }])
            // In quotes, for the server reads the value as its own language: a bare one that begins like a number would be taken for a number.
            .WithEnvironment(PasswordVariable, ReferenceExpression.Create($"\"{password}\""))
            .WithArgs(context =>
            {
                context.Args.Clear();
                context.Args.Add("-c");
                context.Args.Add($"{ConfigurationFolder}/{ConfigurationFile}");
            })
            .WithIconName("Flowchart");
    }
}
