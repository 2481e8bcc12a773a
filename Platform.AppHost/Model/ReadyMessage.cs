using Microsoft.Extensions.Hosting;
using Platform.AppHost.Settings;

namespace Platform.AppHost.Model;

/// <summary>Says what runs where, once everything is healthy.</summary>
internal sealed class ReadyMessage(ResourceNotificationService resources, PublicPorts ports) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var name in new[] { "sandbox", "workers", "api" })
        {
            await resources.WaitForResourceHealthyAsync(name, WaitBehavior.WaitOnResourceUnavailable, stoppingToken);
        }

        await Console.Out.WriteLineAsync(Welcome.Text(ports, []));
    }
}
