using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.ClosedFeed;

/// <summary>How a client finds its settings: its section, the section of its name, then <c>ConnectionStrings:name</c>.</summary>
internal static class Settings
{
    public static TSettings Read<TSettings>(IHostApplicationBuilder builder, string section, string? name)
        where TSettings : new()
    {
        var settings = new TSettings();
        var configuration = builder.Configuration.GetSection(section);
        configuration.Bind(settings);
        if (name is not null)
        {
            configuration.GetSection(name).Bind(settings);
        }

        return settings;
    }

    /// <summary>The connection string, or an error that says which one is missing.</summary>
    public static string Required(string? connectionString, string name) =>
        string.IsNullOrEmpty(connectionString)
            ? throw new InvalidOperationException($"ConnectionStrings:{name} is missing from the configuration.")
            : connectionString;
}
