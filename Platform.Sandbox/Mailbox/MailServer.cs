using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Platform.Sandbox.Mailbox;

/// <summary>Listens for SMTP on this machine and keeps whatever arrives; it passes nothing on.</summary>
internal sealed partial class MailServer(IOptions<SandboxOptions> options, MailStore store, TimeProvider clock, ILogger<MailServer> log) : BackgroundService
{
    private const int MaxSessions = 50;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim places = new(MaxSessions);
    private TcpListener? listener;

    /// <summary>Where it listens; null when no port is configured.</summary>
    public int? Port => (listener?.LocalEndpoint as IPEndPoint)?.Port;

    /// <summary>Binds before the host says that it is started.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Mailbox.Port is { } port)
        {
            listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        listener?.Dispose();
        places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (listener is not null)
        {
            await places.WaitAsync(stoppingToken);
            _ = ServeAsync(await listener.AcceptTcpClientAsync(stoppingToken), stoppingToken);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken cancellation)
    {
        using (client)
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
        {
            try
            {
                var session = new SmtpSession(new SmtpLines(client.GetStream()), store, clock);
                do
                {
                    patience.CancelAfter(Idle);
                }
                while (await session.StepAsync(patience.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidDataException)
            {
                LogBroken(log, e.GetType().Name);
            }
            finally
            {
                Leave();
            }
        }
    }

    private void Leave()
    {
        try
        {
            places.Release();
        }
        catch (ObjectDisposedException)
        {
            // The host is gone already.
        }
    }

    [LoggerMessage(LogLevel.Debug, "An SMTP session broke off: {Reason}")]
    private static partial void LogBroken(ILogger log, string reason);
}
