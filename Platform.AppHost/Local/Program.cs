using System.Runtime.InteropServices;
using Platform.AppHost.Servers;
using Platform.AppHost.Settings;

namespace Platform.AppHost.Local;

/// <summary>Starts the system on this machine, where the feed has no Aspire.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments.Any(argument => argument != "--reset"))
        {
            await Console.Error.WriteLineAsync("Usage: ./run [--reset]     --reset starts with empty data");
            return 2;
        }

        using var console = new PrefixedConsole();
        using var stop = new CancellationTokenSource();
        Signals.Heed(Signal.Interrupt);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

        try
        {
            using var folder = DataFolder.Lock(Checkout.Data);
            await folder.CleanUpAsync();
            if (arguments.Length > 0)
            {
                folder.Empty();
            }

            await using var host = new LocalHost(folder, console);
            await host.RunAsync(stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (StartException failure)
        {
            console.Say($"{Environment.NewLine}{failure.Message}");
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (!stop.IsCancellationRequested)
            {
                console.Say("Stopping…");
                stop.Cancel();
            }
        }
    }
}
