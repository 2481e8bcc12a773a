using Platform.AppHost.Servers;
using Platform.AppHost.Settings;

namespace Platform.AppHost.Model;

/// <summary>PostgreSQL, Redis and NATS as processes of the installed programs.</summary>
internal static class LocalServerResources
{
    public static async Task<ServerResources> AddAsync(IDistributedApplicationBuilder builder, string folder, PublicPorts ports, SecretParameters secrets)
    {
        ServerOptions In(string name, string password) => new(Path.Combine(folder, name)) { Password = password };
        var server = new PostgresServer(In("postgres", secrets.Values.OwnerPassword));
        var postgres = await LocalServerResource.AddAsync(builder, "postgres", server);
        postgres.OnResourceReady((_, _, cancellationToken) => server.EnsureDatabaseAsync(AppEnvironment.Database, cancellationToken));

        var database = builder.AddConnectionString(
            AppEnvironment.Database, ReferenceExpression.Create($"{server.ConnectionStringTo(AppEnvironment.Database)}"));
        var running = builder.AddConnectionString(
            "platformdb-running",
            ReferenceExpression.Create($"{server.ConnectionStringTo(AppEnvironment.Database, AppEnvironment.RunningRole, secrets.Values.AppPassword)}"));
        var cache = await LocalServerResource.AddAsync(builder, "cache", new RedisServer(In("redis", secrets.Values.RedisPassword)));
        var nats = await LocalServerResource.AddAsync(
            builder, "nats", new NatsServer(In("nats", secrets.Values.NatsPassword) with { Port = ports.Nats }));
        return new ServerResources(database, running, postgres, cache, nats);
    }
}
