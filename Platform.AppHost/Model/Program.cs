using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Servers;
using Platform.AppHost.Settings;

namespace Platform.AppHost.Model;

/// <summary>Starts the system on Aspire.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
            {
                Args = [.. arguments.Where(argument => argument != "--reset")],
                // Redis would speak TLS with a certificate that our clients do not trust.
                DeveloperCertificateDefaultHttpsTerminationEnabled = false,
            });
            var ports = PublicPorts.FromEnvironment();
            if (!bool.TryParse(builder.Configuration["DcpPublisher:RandomizePorts"], out var randomized) || !randomized)
            {
                ports.EnsureFree();
            }

            // Tests name a folder of their own on the command line.
            var folder = builder.Configuration[Checkout.DataVariable] ?? Checkout.Data;
            var volumes = await ContainerVolumes.FindAsync(folder);
            if (arguments.Contains("--reset"))
            {
                await ResetAsync(folder, volumes);
            }

            var secrets = SecretParameters.Add(builder, await Secrets.LoadAsync(folder));
            var servers = volumes is null
                ? await LocalServerResources.AddAsync(builder, folder, ports, secrets)
                : await ContainerServerResources.AddAsync(builder, folder, ports, secrets, volumes);
            PlatformResources.Add(builder, ports, secrets, servers);
            builder.Services.AddSingleton(ports).AddHostedService<ReadyMessage>();
            await builder.Build().RunAsync();
            return 0;
        }
        catch (StartException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static async Task ResetAsync(string folder, ContainerVolumes? volumes)
    {
        Directory.CreateDirectory(folder);
        using var data = DataFolder.Lock(folder);
        data.Empty();
        if (volumes is not null)
        {
            await volumes.RemoveAsync();
        }
    }
}
