using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Platform.Servers;

namespace Platform.AppHost.Servers;

/// <summary>How PostgreSQL, Redis and NATS run.</summary>
internal enum ServerHosting
{
    /// <summary>As containers.</summary>
    Containers,

    /// <summary>As processes of the programs that are installed.</summary>
    Processes,
}

/// <summary>Which container runtime answers on this machine.</summary>
internal static class ContainerRuntime
{
    private static readonly string[] Runtimes = ["docker", "podman"];

    /// <summary>Null where none does.</summary>
    public static async Task<string?> FindAsync()
    {
        foreach (var runtime in Runtimes)
        {
            if (await AnswersAsync(runtime))
            {
                return runtime;
            }
        }

        return null;
    }

    private static async Task<bool> AnswersAsync(string runtime)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(runtime, "info") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await Task.WhenAll(process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
                await process.WaitForExitAsync(patience.Token);
                return process.ExitCode is 0;
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                return false;
            }
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>The names of the volumes that belong to one data folder.</summary>
internal sealed record ContainerVolumes(string Postgres, string Cache, string Nats)
{
    public static ContainerVolumes Of(string folder)
    {
        var prefix = $"platform-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder))))[..12]}";
        return new($"{prefix}-postgres", $"{prefix}-cache", $"{prefix}-nats");
    }

    public Task RemoveAsync(string runtime) => ChildProcess.RunAsync(new Command("volumes", runtime, "volume", "rm", "--force", Postgres, Cache, Nats));
}
