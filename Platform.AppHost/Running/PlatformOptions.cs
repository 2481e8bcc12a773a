using Platform.AppHost.Settings;
using Platform.Servers;

namespace Platform.AppHost.Running;

/// <summary>How the app model is made from the command line.</summary>
internal static class PlatformOptions
{
    public static DistributedApplicationOptions From(string[] arguments)
    {
        // A shell starts what runs in the background with Ctrl-C ignored; later than this the runtime would keep it so.
        Signals.Heed(Signal.Interrupt);
        return new()
        {
            Args = [.. Dashboard.Arguments(), .. arguments.Where(argument => argument != RunSettings.ResetArgument)],
            DashboardApplicationName = "Platform",

            // Everything listens on this machine only.
            AllowUnsecuredTransport = true,

            // Redis would speak TLS with a certificate that our clients do not trust.
            DeveloperCertificateDefaultHttpsTerminationEnabled = false,
        };
    }
}
