namespace Platform.Servers;

/// <summary>The three servers together in a temporary folder, on free ports: what tests and benchmarks stand on.</summary>
public sealed class LocalServers : IAsyncDisposable
{
    private readonly string _folder;

    private LocalServers(string folder, bool durable, Action<string>? log)
    {
        _folder = folder;
        ServerOptions In(string name) => new(Path.Combine(folder, name)) { Durable = durable, Log = log };
        Postgres = new PostgresServer(In("postgres"));
        Redis = new RedisServer(In("redis"));
        Nats = new NatsServer(In("nats"));
    }

    public PostgresServer Postgres { get; }

    public RedisServer Redis { get; }

    public NatsServer Nats { get; }

    /// <summary>Starts all three; disposing stops them and removes the folder.</summary>
    public static async Task<LocalServers> StartAsync(bool durable = false, Action<string>? log = null, CancellationToken cancellationToken = default)
    {
        // Open to all, unlike the system's own temporary folders: PostgreSQL may run as another user.
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "platform-" + Path.GetRandomFileName())).FullName;
        var servers = new LocalServers(folder, durable, log);
        try
        {
            await Task.WhenAll(
                servers.Postgres.StartAsync(cancellationToken), servers.Redis.StartAsync(cancellationToken), servers.Nats.StartAsync(cancellationToken));
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Nats.DisposeAsync().AsTask(), Redis.DisposeAsync().AsTask(), Postgres.DisposeAsync().AsTask());
        PostgresServer.Delete(Postgres.Folder);
        Directory.Delete(_folder, recursive: true);
    }
}
