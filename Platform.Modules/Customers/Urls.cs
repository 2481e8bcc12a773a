namespace Platform.Customers;

/// <summary>Addresses of pages.</summary>
internal static class Urls
{
    /// <summary>Only what a browser may open: a link with another scheme could run in the page that shows it.</summary>
    public static string? Refuse(string value) =>
        value.Length == 0 || (Uri.TryCreate(value, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")) ? null : "must be an http or https address";
}
