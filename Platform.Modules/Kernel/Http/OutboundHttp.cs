using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Kernel.Http;

/// <summary>Where calls may go whose address a user can choose (section <c>Outbound</c>).</summary>
internal sealed class OutboundOptions
{
    public const string Section = "Outbound";

    /// <summary>Whether addresses of this machine and its network may be called: for Development, where the other side is a sandbox.</summary>
    public bool AllowPrivate { get; set; }
}

/// <summary>The address is not on the public internet.</summary>
public sealed class OutboundRefusedException(string host) : HttpRequestException($"{host} is not a public address");

/// <summary>The HTTP client for addresses that users can choose: it reaches the public internet only, follows no redirect, and is bounded.</summary>
internal static class OutboundHttp
{
    public const string Client = "outbound";
    private const int MaxResponse = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static IServiceCollection AddOutboundHttp(this IServiceCollection services)
    {
        services.AddOptions<OutboundOptions>().BindConfiguration(OutboundOptions.Section);
#pragma warning disable EXTEXP0001 // Experimental, but the only way to take a default handler off one client.
        services.AddHttpClient(Client, client => (client.Timeout, client.MaxResponseContentBufferSize) = (Patience, MaxResponse))
            .RemoveAllResilienceHandlers()
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5),
                ConnectCallback = new Connector(provider.GetRequiredService<IOptions<OutboundOptions>>().Value.AllowPrivate).ConnectAsync,
            });
#pragma warning restore EXTEXP0001
        return services;
    }

    /// <summary>Looks at the very address that it connects to, so that a name cannot mean another one a moment later.</summary>
    private sealed class Connector(bool allowPrivate)
    {
        public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
        {
            var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
            var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
            var allowed = addresses.Where(a => allowPrivate || OutboundAddresses.IsPublic(a)).ToArray();
            if (allowed.Length == 0)
            {
                throw new OutboundRefusedException(host);
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(allowed, port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
