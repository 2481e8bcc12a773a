using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Platform.Kernel.Landing;

/// <summary>What the landing page may show, from the sections <c>Landing</c> and <c>Links</c>.</summary>
internal sealed class LandingOptions(IConfiguration configuration, IHostEnvironment environment)
{
    /// <summary>Whether strangers see the consumers' numbers and the links to sandbox and dashboard.</summary>
    public bool Details { get; } = configuration.GetValue("Landing:Details", environment.IsDevelopment());

    public Uri? Sandbox { get; } = Address(configuration, "Links:Sandbox");

    public Uri? Dashboard { get; } = Address(configuration, "Links:Dashboard");

    private static Uri? Address(IConfiguration configuration, string setting) => configuration[setting] switch
    {
        null or "" => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" => uri,
        _ => throw new InvalidOperationException($"{setting} must be an http or https address."),
    };
}
