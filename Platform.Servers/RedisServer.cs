using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Servers;

/// <summary>Redis with an append-only file and a password, listening on 127.0.0.1 only.</summary>
public sealed class RedisServer(ServerOptions options) : LocalServer("redis", options)
{
    public override string ConnectionString => $"127.0.0.1:{Port},password={Options.Password}";

    public override async Task<Command> PrepareAsync(CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(Folder);
        var configuration = Path.Combine(Folder, "redis.conf");
        await SecretFile.WriteAsync(
            configuration,
            $"""
            bind 127.0.0.1
            port {Port}
            dir "{Folder}"
            requirepass {Options.Password}
            appendonly yes
            appendfsync {(Options.Durable ? "everysec" : "no")}
            save ""
            loglevel warning
            """,
            cancellationToken);
        return new Command(Name, Programs.Redis(), configuration);
    }

    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {Options.Password}\r\nPING\r\n"), cancellationToken);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadLineAsync(cancellationToken) is "+OK" && await reader.ReadLineAsync(cancellationToken) is "+PONG";
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
    }
}
