using Microsoft.Extensions.Configuration;
using Platform.Servers;

namespace Platform.AppHost.Publishing;

/// <summary>What the manifests leave to whoever publishes, from the section <c>Kubernetes</c>.</summary>
internal sealed class KubernetesOptions
{
    public const string Section = "Kubernetes";

    /// <summary>The servers that one's own may replace.</summary>
    public static readonly string[] Servers = ["postgres", "cache", "nats"];

    /// <summary>Where the images of Api and Workers are, without their names.</summary>
    public string Registry { get; init; } = "registry.example.com/platform";

    public string Tag { get; init; } = "1.0.0";

    /// <summary>The name under which people reach Api.</summary>
    public string Host { get; init; } = "platform.example.com";

    /// <summary>The TLS secret of that name.</summary>
    public string TlsSecret { get; init; } = "platform-tls";

    /// <summary>The class of the volumes; the cluster's own when left out.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Addresses of proxies whose forwarding headers Api believes, separated by commas.</summary>
    public string? TrustedProxies { get; init; }

    /// <summary><c>host:port</c> of a server of one's own in the place of the one in the cluster.</summary>
    public string? Postgres { get; init; }

    /// <inheritdoc cref="Postgres"/>
    public string? Cache { get; init; }

    /// <inheritdoc cref="Postgres"/>
    public string? Nats { get; init; }

    /// <inheritdoc cref="AddressOf" path="/exception"/>
    public static KubernetesOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<KubernetesOptions>() ?? new();
        foreach (var server in Servers)
        {
            options.AddressOf(server);
        }

        return options;
    }

    /// <summary>The address that stands in the place of a server; null where the manifests bring the server.</summary>
    /// <exception cref="StartException">It is no address.</exception>
    public (string Host, string Port)? AddressOf(string server)
    {
        var text = server switch { "postgres" => Postgres, "cache" => Cache, "nats" => Nats, _ => null };
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return text.Split(':') is [{ Length: > 0 } host, var port] && ushort.TryParse(port, out _)
            ? (host, port)
            : throw new StartException($"{Section}:{server} is '{text}'. It is host:port.");
    }
}
