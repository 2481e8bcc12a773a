using System.Globalization;
using Microsoft.Extensions.Configuration;
using Platform.Servers;

namespace Platform.AppHost.Settings;

/// <summary>The ports that people and bots use, and the variables that change them.</summary>
internal sealed record PublicPorts(int Api, int Nats, int Sandbox)
{
    public const string ApiVariable = "PLATFORM_PORT";
    private const string NatsVariable = "PLATFORM_NATS_PORT";
    private const string SandboxVariable = "PLATFORM_SANDBOX_PORT";

    public static readonly PublicPorts Usual = new(Api: 5100, Nats: 4222, Sandbox: 5190);

    /// <summary>Whether nobody changed them.</summary>
    public bool IsUsual => this == Usual;

    public string ApiUrl => Url(Api);

    public string SandboxUrl => Url(Sandbox);

    /// <exception cref="StartException">A variable is not a port.</exception>
    public static PublicPorts Read(IConfiguration configuration)
    {
        var ports = new PublicPorts(
            Read(configuration, ApiVariable, Usual.Api), Read(configuration, NatsVariable, Usual.Nats), Read(configuration, SandboxVariable, Usual.Sandbox));
        return new HashSet<int> { ports.Api, ports.Nats, ports.Sandbox }.Count is 3
            ? ports
            : throw new StartException($"{ApiVariable}, {NatsVariable} and {SandboxVariable} must be different ports.");
    }

    /// <param name="dashboard">The port of the dashboard, when there is one.</param>
    /// <exception cref="StartException">Somebody listens on one of them.</exception>
    public void EnsureFree(int? dashboard = null)
    {
        List<(int Port, string Variable, string User)> wanted =
            [(Api, ApiVariable, "the API"), (Nats, NatsVariable, "NATS"), (Sandbox, SandboxVariable, "the sandbox")];
        if (dashboard is { } port)
        {
            wanted.Add((port, Dashboard.PortVariable, "the dashboard"));
        }

        var taken = wanted.Where(one => !FreePort.IsFree(one.Port)).ToList();
        if (taken.Count > 0)
        {
            throw new StartException(string.Join(
                Environment.NewLine,
                taken.Select(one => $"Port {one.Port} for {one.User} is taken by another program. Stop that, or choose another: {one.Variable}={FreePort.Next()} ./run")));
        }
    }

    private static string Url(int port) => $"http://localhost:{port}";

    /// <exception cref="StartException">It is not a port.</exception>
    public static int Read(IConfiguration configuration, string variable, int usual)
    {
        var text = configuration[variable];
        if (string.IsNullOrWhiteSpace(text))
        {
            return usual;
        }

        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new StartException($"{variable} is '{text}', which is not a port: a number from 1 to 65535.");
    }
}
