namespace Platform.Kernel.Http;

/// <summary>Addresses that a browser may open: a link with another scheme could run in the page that shows it.</summary>
internal static class WebAddresses
{
    public const string Expected = "must be an http or https address";

    public static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");
}
