using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using Platform.AppHost.Servers;

namespace Platform.AppHost.Model;

/// <summary>The volumes of one data folder, where a container runtime answers.</summary>
internal sealed class ContainerVolumes(string runtime, string prefix)
{
    private static readonly string[] Runtimes = ["docker", "podman"];

    public string Postgres => $"{prefix}-postgres";

    public string Cache => $"{prefix}-cache";

    public string Nats => $"{prefix}-nats";

    /// <summary>Null where no container runtime answers.</summary>
    public static async Task<ContainerVolumes?> FindAsync(string folder)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder))))[..12];
        foreach (var runtime in Runtimes)
        {
            if (await AnswersAsync(runtime))
            {
                return new ContainerVolumes(runtime, $"platform-{hash}");
            }
        }

        return null;
    }

    public Task RemoveAsync() => ChildProcess.RunAsync(new Command("volumes", runtime, "volume", "rm", "--force", Postgres, Cache, Nats));

    private static async Task<bool> AnswersAsync(string runtime)
    {
        try
        {
            await ChildProcess.RunAsync(new Command(runtime, runtime, "info")).WaitAsync(TimeSpan.FromSeconds(10));
            return true;
        }
        catch (Exception failure) when (failure is ProcessFailedException or Win32Exception or TimeoutException)
        {
            return false;
        }
    }
}
