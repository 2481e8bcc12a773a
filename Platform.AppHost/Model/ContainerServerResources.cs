using Platform.AppHost.Servers;
using Platform.AppHost.Settings;

namespace Platform.AppHost.Model;

/// <summary>PostgreSQL, Redis and NATS as containers.</summary>
internal static class ContainerServerResources
{
    private const int NatsPort = 4222;
    private const int NatsMonitoringPort = 8222;
    private const string NatsData = "/var/lib/nats";
    private const string NatsConfigurationFile = "/etc/nats/platform.conf";

    public static async Task<ServerResources> AddAsync(
        IDistributedApplicationBuilder builder, string folder, PublicPorts ports, SecretParameters secrets, ContainerVolumes volumes)
    {
        var postgres = builder.AddPostgres("postgres", password: secrets.OwnerPassword).WithDataVolume(volumes.Postgres);
        var database = postgres.AddDatabase(AppEnvironment.Database);
        var running = builder.AddConnectionString("platformdb-running", ReferenceExpression.Create(
            $"Host={postgres.Resource.Host};Port={postgres.Resource.Port};Username={AppEnvironment.RunningRole};Password={secrets.AppPassword.Resource};Database={AppEnvironment.Database}"));
        var cache = builder.AddRedis("cache", password: secrets.CachePassword).WithDataVolume(volumes.Cache);
        var nats = await AddNatsAsync(builder, folder, ports, secrets, volumes);
        return new ServerResources(database, running, database, cache, nats);
    }

    /// <summary>NATS with our own configuration in the place of the arguments that the integration gives it: they know one user only.</summary>
    private static async Task<IResourceBuilder<NatsServerResource>> AddNatsAsync(
        IDistributedApplicationBuilder builder, string folder, PublicPorts ports, SecretParameters secrets, ContainerVolumes volumes)
    {
        var file = Path.Combine(folder, "nats-container.conf");
        var configuration = new NatsConfiguration("0.0.0.0", NatsPort, NatsMonitoringPort, NatsData, secrets.Values.NatsPassword) { SyncAlways = true };
        await SecretFile.WriteAsync(file, configuration.ToString());
        var user = builder.AddParameter("nats-user", NatsConfiguration.PlatformUser);
        return builder.AddNats("nats", ports.Nats, user, secrets.NatsPassword)
            .WithDataVolume(volumes.Nats)
            .WithBindMount(file, NatsConfigurationFile, isReadOnly: true)
            .WithArgs(context =>
            {
                context.Args.Clear();
                context.Args.Add("-c");
                context.Args.Add(NatsConfigurationFile);
            });
    }
}
