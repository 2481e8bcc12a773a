using System.Globalization;
using Microsoft.Extensions.Configuration;
using Platform.AppHost.Servers;
using Platform.Servers;

namespace Platform.AppHost.Settings;

/// <summary>What a person decides about a run, from the environment and the command line.</summary>
/// <param name="Folder">What the servers keep, and the generated secrets.</param>
/// <param name="Reset">Whether to begin with empty data.</param>
/// <param name="IsTest">Whether a test runs it: ports are chosen anew, and nobody reads the terminal.</param>
internal sealed record RunSettings(PublicPorts Ports, string Folder, ServerHosting Servers, int Apis, int Workers, bool Reset, bool IsTest)
{
    public const string ResetArgument = "--reset";
    private const int MostReplicas = 32;

    public ContainerVolumes Volumes { get; } = ContainerVolumes.Of(Folder);

    /// <summary>The generated secrets of the folder, made when they are first asked for.</summary>
    public Lazy<Secrets> Secrets { get; } = new(() => Settings.Secrets.Load(Folder));

    public string FolderOf(string server) => Path.Combine(Folder, server);

    /// <exception cref="StartException">A setting is not what it should be.</exception>
    public static async Task<RunSettings> ReadAsync(IDistributedApplicationBuilder builder, string[] arguments)
    {
        var configuration = builder.Configuration;
        return new(
            PublicPorts.Read(configuration),
            configuration[Checkout.DataVariable] is { Length: > 0 } folder ? Path.GetFullPath(folder) : Checkout.Data,
            builder.ExecutionContext.IsPublishMode ? ServerHosting.Containers : await HostingAsync(configuration),
            Count(configuration, "PLATFORM_APIS"),
            Count(configuration, "PLATFORM_WORKERS"),
            arguments.Contains(ResetArgument),
            configuration.GetValue<bool>("DcpPublisher:RandomizePorts"));
    }

    private static async Task<ServerHosting> HostingAsync(ConfigurationManager configuration) => configuration["PLATFORM_SERVERS"] switch
    {
        "containers" => ServerHosting.Containers,
        "processes" => ServerHosting.Processes,
        null or "" => await ContainerRuntime.FindAsync() is null ? ServerHosting.Processes : ServerHosting.Containers,
        { } other => throw new StartException($"PLATFORM_SERVERS is '{other}'. It is 'containers' or 'processes', or not set."),
    };

    private static int Count(ConfigurationManager configuration, string variable)
    {
        var text = configuration[variable];
        if (string.IsNullOrWhiteSpace(text))
        {
            return 1;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostReplicas
            ? count
            : throw new StartException($"{variable} is '{text}'. It is the number of processes, from 1 to {MostReplicas}.");
    }
}
