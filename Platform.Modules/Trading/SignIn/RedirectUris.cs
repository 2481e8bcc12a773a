using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.Trading.SignIn;

/// <summary>The list of addresses to which a provider may send users back.</summary>
internal sealed class RedirectUris(IOptions<SignInOptions> options, IHostEnvironment environment)
{
    public bool Allows(string address) =>
        options.Value.RedirectUris.Contains(address, StringComparer.Ordinal)
        || (environment.IsDevelopment()
            && Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http", Host: "localhost" or "127.0.0.1", UserInfo: "", Fragment: "" });
}
