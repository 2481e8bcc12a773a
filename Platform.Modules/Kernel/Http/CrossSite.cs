using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>Whether another site had a browser send the request: a link, an image, a form there.</summary>
internal static class CrossSite
{
    /// <summary>Browsers say so themselves; of one that does not (without TLS they do not), the page that the request comes from does.</summary>
    public static bool IsSaidOf(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "" => IsElsewhere(request, request.Headers.Origin.ToString()) || IsElsewhere(request, request.Headers.Referer.ToString()),
        var site => site == "cross-site",
    };

    private static bool IsElsewhere(HttpRequest request, string from) =>
        from.Length > 0 && !(Uri.TryCreate(from, UriKind.Absolute, out var page) && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
}
