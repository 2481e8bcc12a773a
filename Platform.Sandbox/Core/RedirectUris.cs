using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Platform.Sandbox.Core;

/// <summary>The addresses that a browser may be sent back to.</summary>
internal sealed class RedirectUris(IOptions<SandboxOptions> options)
{
    private readonly HashSet<string> registered = [.. options.Value.RedirectUris];

    public bool Allows(string uri) =>
        registered.Contains(uri)
        || (IsWellFormed(uri)
            && new Uri(uri) is { Scheme: "http", Host: "localhost" or "127.0.0.1", UserInfo: "" });

    public static bool IsWellFormed(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps)
        && parsed.Fragment.Length == 0;

    /// <summary>The address with the answer in its query; what is null is left out.</summary>
    public static string With(string uri, params (string Name, string? Value)[] answer) =>
        // AbsoluteUri, because what the parser read and allowed must be what the browser reads.
        QueryHelpers.AddQueryString(
            new Uri(uri).AbsoluteUri,
            answer.Where(pair => pair.Value is not null)
                .Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
}
