using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Landing;

namespace Platform.Configs;

/// <param name="RuntimeMode"><c>development</c>, <c>staging</c> or <c>production</c>.</param>
internal sealed record SystemStatusView(DateTimeOffset GeneratedAt, string RuntimeMode, IReadOnlyList<StatusCategory> Categories);

internal sealed record StatusCategory(string Key, string LabelKey, string? DescriptionKey, IReadOnlyList<StatusItem> Items);

/// <param name="Kind"><c>boolean</c> or <c>string</c>.</param>
/// <param name="State"><c>enabled</c> or <c>disabled</c>, <c>set</c> or <c>unset</c>.</param>
/// <param name="Value">As it is configured; null for a secret.</param>
internal sealed record StatusItem(
    string Key, string Category, string Kind, string LabelKey, string DescriptionKey, string? DocUrl, string? DefaultValue, string State, string? Value,
    object? NormalizedValue);

/// <summary>How the system is set up and whether its parts answer; never a secret.</summary>
internal static class SystemStatusEndpoint
{
    public static void Map(RouteGroupBuilder configs) =>
        configs.MapGet("/system-status", Read).Requires(ConfigsModule.ViewStatus).WithSummary("Read how the system is set up and whether its parts answer");

    private static async Task<Outcome<SystemStatusView>> Read(SystemStatus status, IConfiguration settings, IHostEnvironment environment, TimeProvider clock)
    {
        var parts = (await status.ReadAsync()).Parts;
        return new SystemStatusView(clock.Now(), environment.EnvironmentName.ToLowerInvariant(),
        [
            Category("services", [.. parts.Select(p => Switch("services", p.Name, p.Status == PartView.Up, null, p.Status))]),
            Category("runtime",
            [
                Text("runtime", "version", Environment.Version.ToString()),
                Text("runtime", "environment", environment.EnvironmentName),
            ]),
            Category("limits", [Switch("limits", "RATE_LIMIT_ENABLED", settings.GetValue("RATE_LIMIT_ENABLED", true), "true", settings["RATE_LIMIT_ENABLED"])]),
            Category("mail", [Text("mail", "Mail:Host", settings["Mail:Host"]), Text("mail", "Mail:From", settings["Mail:From"])]),
            Category("security",
            [
                Hidden("security", "Security:MasterKey", settings["Security:MasterKey"]),
                Hidden("security", "Identity:SigningKey", settings["Identity:SigningKey"]),
                Switch("security", "Outbound:AllowPrivate", settings.GetValue("Outbound:AllowPrivate", false), "false", settings["Outbound:AllowPrivate"]),
            ]),
            Category("telemetry", [Text("telemetry", "OTEL_EXPORTER_OTLP_ENDPOINT", settings["OTEL_EXPORTER_OTLP_ENDPOINT"])]),
        ]);
    }

    private static StatusCategory Category(string key, IReadOnlyList<StatusItem> items) =>
        new(key, $"configs.systemStatus.categories.{key}", $"configs.systemStatus.categories.{key}.description", items);

    private static StatusItem Switch(string category, string key, bool on, string? byDefault, string? value) =>
        Item(category, key, "boolean", byDefault, on ? "enabled" : "disabled", value, on);

    private static StatusItem Text(string category, string key, string? value) =>
        Item(category, key, "string", null, string.IsNullOrEmpty(value) ? "unset" : "set", value, value);

    private static StatusItem Hidden(string category, string key, string? value) =>
        Item(category, key, "string", null, string.IsNullOrEmpty(value) ? "unset" : "set", null, null);

    private static StatusItem Item(string category, string key, string kind, string? byDefault, string state, string? value, object? normalized) =>
        new(key, category, kind, $"configs.systemStatus.items.{key}", $"configs.systemStatus.items.{key}.description", null, byDefault, state, value, normalized);
}
