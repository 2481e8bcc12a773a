using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Kernel.Http;
using Platform.Kernel.Mail;

namespace Platform.Operations.SignIn;

/// <summary>Who somebody is to the provider.</summary>
/// <param name="Email">Null unless the provider has verified it.</param>
internal sealed record ProviderProfile(string Subject, string? Email);

/// <summary>Asks the OpenID Connect provider whose access token it is. What it answers is checked; that it does not answer is told from a refusal.</summary>
internal sealed partial class IdentityProvider(
    ProviderHttp http, TokenBinding binding, IOptions<ProviderOptions> options, TimeProvider clock, ILogger<IdentityProvider> logger)
{
    private const int MaxToken = 8 * 1024;
    private static readonly TimeSpan Known = TimeSpan.FromHours(1);
    private static readonly Problem Invalid = new(ProblemKind.Unauthenticated, "invalid access token");
    private static readonly Problem Away = new(ProblemKind.Unavailable, "identity provider temporarily unavailable");

    private readonly string? issuer = options.Value.Issuer?.TrimEnd('/');
    private volatile Discovered? discovered;

    private sealed record Discovered(Uri UserInfo, Uri? Introspection, DateTimeOffset Until);

    /// <summary>Tells the same issuer apart from others in stored identities.</summary>
    public string Name { get; } = "oidc:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Issuer?.TrimEnd('/') ?? "")))[..12];

    public async Task<Outcome<ProviderProfile>> WhoseAsync(string accessToken, CancellationToken cancellation)
    {
        // What no token can be (RFC 6750, 2.1) is not put to the provider, whose refusal of it would look like a fault.
        if (accessToken.Length > MaxToken || !accessToken.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/' or '='))
        {
            return Invalid;
        }

        try
        {
            return await DiscoverAsync(cancellation) is not { } provider ? Away
                : await binding.IsOursAsync(accessToken, provider.Introspection, cancellation) ? await AskAsync(provider.UserInfo, accessToken, cancellation)
                : Invalid;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            discovered = null;
            LogAway(logger, exception.GetType().Name, exception.Message);
            return Away;
        }
    }

    /// <returns>Null when no provider is configured, or what answers is not the one that is.</returns>
    private async Task<Discovered?> DiscoverAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (discovered is { } known && now < known.Until)
        {
            return known;
        }

        if (issuer is not { Length: > 0 })
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{issuer}/.well-known/openid-configuration");
        var (status, document) = await http.SendAsync(request, cancellation);
        if (status != HttpStatusCode.OK || ProviderHttp.Text(document, "issuer")?.TrimEnd('/') != issuer || AddressIn(document, "userinfo_endpoint") is not { } address)
        {
            LogStrange(logger, (int)status);
            return null;
        }

        return discovered = new Discovered(address, AddressIn(document, "introspection_endpoint"), now + Known);
    }

    /// <summary>An address of the document that is as safe as the issuer's own.</summary>
    private Uri? AddressIn(JsonElement document, string name) =>
        Uri.TryCreate(ProviderHttp.Text(document, name), UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && issuer!.StartsWith("http:", StringComparison.OrdinalIgnoreCase))) ? address : null;

    private async Task<Outcome<ProviderProfile>> AskAsync(Uri address, string accessToken, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } };
        var (status, person) = await http.SendAsync(request, cancellation);
        if (status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return Invalid;
        }

        if (status != HttpStatusCode.OK || ProviderHttp.Text(person, "sub") is not { Length: > 0 and <= 200 } subject)
        {
            discovered = null;
            LogStrange(logger, (int)status);
            return Away;
        }

        var verified = person.TryGetProperty("email_verified", out var flag)
            && (flag.ValueKind == JsonValueKind.True || ProviderHttp.Text(person, "email_verified") == "true");
        return new ProviderProfile(subject, verified && ProviderHttp.Text(person, "email") is { } email && Emails.IsValid(email) ? Emails.Normalize(email) : null);
    }

    [LoggerMessage(LogLevel.Warning, "The identity provider cannot be reached: {Fault}: {Reason}")]
    private static partial void LogAway(ILogger logger, string fault, string reason);

    [LoggerMessage(LogLevel.Warning, "The identity provider's answer makes no sense (status {Status})")]
    private static partial void LogStrange(ILogger logger, int status);
}
