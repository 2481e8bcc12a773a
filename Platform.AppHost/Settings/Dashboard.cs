using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Settings;

/// <summary>Where the dashboard is.</summary>
internal static class Dashboard
{
    private const string UrlVariable = "ASPNETCORE_URLS";
    private const int AboveApi = 10_000;

    /// <summary>Gives the dashboard ports that follow the API's, so that two checkouts run side by side, unless a launch profile has named some.</summary>
    public static void ChooseAddresses()
    {
        if (Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 }
            || !int.TryParse(Environment.GetEnvironmentVariable(PublicPorts.ApiVariable) ?? $"{PublicPorts.Usual.Api}", NumberStyles.None, CultureInfo.InvariantCulture, out var api))
        {
            return;
        }

        var first = api > ushort.MaxValue - AboveApi - 2 ? api - AboveApi : api + AboveApi;
        string[] variables = [UrlVariable, "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"];
        for (var next = 0; next < variables.Length; next++)
        {
            Environment.SetEnvironmentVariable(variables[next], $"http://localhost:{first + next}");
        }
    }

    /// <summary>Null when there is none, as in tests.</summary>
    public static string? Address(IConfiguration configuration) => configuration[UrlVariable]?.Split(';')[0];

    /// <summary>The address that signs in.</summary>
    public static string? Login(IConfiguration configuration) =>
        Address(configuration) is not { } address ? null
        : configuration["AppHost:BrowserToken"] is { Length: > 0 } token ? $"{address}/login?t={token}"
        : address;
}
