using Microsoft.Extensions.Configuration;
using Platform.Servers;

namespace Platform.AppHost.Settings;

/// <summary>Where the dashboard is.</summary>
internal static class Dashboard
{
    private const string UrlVariable = "ASPNETCORE_URLS";
    private const int AboveApi = 10_000;

    /// <summary>The variable that changes the dashboard's port, which follows the API's otherwise.</summary>
    public const string PortVariable = "PLATFORM_DASHBOARD_PORT";

    /// <summary>The dashboard's ports as arguments of the model, unless a launch profile has named some.</summary>
    public static IEnumerable<string> Arguments()
    {
        if (Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 })
        {
            return [];
        }

        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var api = PublicPorts.Read(configuration).Api;
        var port = PublicPorts.Read(configuration, PortVariable, api > ushort.MaxValue - AboveApi ? api - AboveApi : api + AboveApi);
        return
        [
            $"--{UrlVariable}={Url(port)}",

            // What only processes ask, at ports that no other checkout uses.
            $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={Url(FreePort.Next())}",
            $"--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL={Url(FreePort.Next())}",
        ];
    }

    private static string Url(int port) => $"http://localhost:{port}";

    /// <summary>Null when there is none, as in tests.</summary>
    public static string? Address(IConfiguration configuration) => configuration[UrlVariable]?.Split(';')[0];

    /// <summary>The address that signs in.</summary>
    public static string? Login(IConfiguration configuration) =>
        Address(configuration) is not { } address ? null
        : configuration["AppHost:BrowserToken"] is { Length: > 0 } token ? $"{address}/login?t={token}"
        : address;
}
