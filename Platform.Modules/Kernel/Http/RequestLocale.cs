using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>The language that a request wants its records and its errors in: the header <c>locale</c>, or the cookie of the browser.</summary>
internal static class RequestLocale
{
    public const string Name = "locale";

    /// <summary>What records and errors are written in.</summary>
    public const string Original = "en";
    private const int MaxLength = 10;

    /// <returns>Null for the original language, and where it is no language.</returns>
    public static string? Of(HttpRequest request)
    {
        var wanted = request.Headers[Name].ToString() is { Length: > 0 } named ? named : request.Cookies[Name];
        return wanted is { Length: >= 2 and <= MaxLength } && wanted.All(c => char.IsAsciiLetter(c) || c == '-') && wanted != Original ? wanted : null;
    }
}
