using System.Globalization;
using System.Net;

namespace Platform.Servers;

/// <summary>NATS with JetStream, a user for the platform and one for bots, listening on 127.0.0.1 only.</summary>
public sealed class NatsServer(ServerOptions options) : LocalServer("nats", options)
{
    private static readonly Version KnowsSyncAlways = new(2, 10);

    // It shares the machine with the database and the platform's processes: its threads would spin and take their turns away.
    private static readonly string Threads = Math.Max(1, Environment.ProcessorCount / 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>The platform's user, who may do everything.</summary>
    public override string ConnectionString => $"nats://{NatsConfiguration.PlatformUser}:{Options.Password}@127.0.0.1:{Port}";

    /// <summary>The bots' user, who may publish events and read their acknowledgements.</summary>
    public string BotConnectionString => $"nats://{NatsConfiguration.BotUser}:{NatsConfiguration.BotUser}@127.0.0.1:{Port}";

    /// <summary>Where the server tells its health and its figures over HTTP.</summary>
    public int MonitoringPort { get; private set; } = FreePort.Next();

    public override async Task<Command> PrepareAsync(CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(Folder);
        var program = Programs.Nats();
        var file = Path.Combine(Folder, "nats.conf");
        var configuration = new NatsConfiguration("127.0.0.1", Port, MonitoringPort, Path.Combine(Folder, "store"), Options.Password)
        {
            SyncAlways = Options.Durable && Programs.VersionOf(program) >= KnowsSyncAlways,
        };
        await SecretFile.WriteAsync(file, configuration.ToString(), cancellationToken);
        return new Command(Name, program, "-c", file) { Environment = new Dictionary<string, string?> { ["GOMAXPROCS"] = Threads } };
    }

    protected override void ChooseOtherPorts()
    {
        base.ChooseOtherPorts();
        MonitoringPort = FreePort.Next();
    }

    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) =>
        await HttpProbe.StatusAsync(new Uri($"http://127.0.0.1:{MonitoringPort}/healthz"), cancellationToken) is HttpStatusCode.OK;
}
