using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Platform.Kernel.Http;
using Platform.Kernel.Mail;

namespace Platform.Operations.SignIn;

/// <summary>Who somebody is to the provider.</summary>
/// <param name="Email">Null unless the provider has verified it.</param>
internal sealed record ProviderProfile(string Subject, string? Email);

/// <summary>Asks the OpenID Connect provider whose access token it is. What it answers is checked; that it does not answer is told from a refusal.</summary>
internal sealed partial class IdentityProvider(IHttpClientFactory clients, IOptions<ProviderOptions> options, TimeProvider clock, ILogger<IdentityProvider> logger)
{
    public const string Client = "operations-provider";
    private const int MaxToken = 8 * 1024;
    private static readonly TimeSpan Known = TimeSpan.FromHours(1);
    private static readonly Problem Invalid = new(ProblemKind.Unauthenticated, "invalid access token");
    private static readonly Problem Away = new(ProblemKind.Unavailable, "identity provider temporarily unavailable");

    private readonly string? issuer = options.Value.Issuer?.TrimEnd('/');
    private volatile Discovered? discovered;

    private sealed record Discovered(Uri UserInfo, DateTimeOffset Until);

    /// <summary>Tells the same issuer apart from others in stored identities.</summary>
    public string Name { get; } = "oidc:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        System.Text.Encoding.UTF8.GetBytes(options.Value.Issuer?.TrimEnd('/') ?? "")))[..12];

    public async Task<Outcome<ProviderProfile>> WhoseAsync(string accessToken, CancellationToken cancellation)
    {
        if (accessToken.Length > MaxToken || accessToken.Any(c => c is <= ' ' or > '~') || IsOfAnotherClient(accessToken))
        {
            return Invalid;
        }

        try
        {
            return await UserInfoAsync(cancellation) is { } address ? await AskAsync(address, accessToken, cancellation) : Away;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            discovered = null;
            LogAway(logger, exception.GetType().Name, exception.Message);
            return Away;
        }
    }

    /// <summary>A token that is a JWT names the client that it was issued to; one for somebody else's program must not open ours.</summary>
    private bool IsOfAnotherClient(string accessToken)
    {
        if (options.Value.ClientId is not { Length: > 0 } own || !TryRead(accessToken, out var jwt))
        {
            return false;
        }

        return (jwt.TryGetPayloadValue<string>("client_id", out var client) || jwt.TryGetPayloadValue("azp", out client)) && client != own;
    }

    private static bool TryRead(string token, out JsonWebToken jwt)
    {
        try
        {
            jwt = new JsonWebToken(token);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException)
        {
            // An opaque token, which is as good.
            jwt = null!;
            return false;
        }
    }

    /// <returns>Null when no provider is configured, or what answers is not the one that is.</returns>
    private async Task<Uri?> UserInfoAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (discovered is { } known && now < known.Until)
        {
            return known.UserInfo;
        }

        if (issuer is not { Length: > 0 })
        {
            return null;
        }

        var (status, document) = await GetAsync(new Uri($"{issuer}/.well-known/openid-configuration"), bearer: null, cancellation);
        if (status != HttpStatusCode.OK || Text(document, "issuer")?.TrimEnd('/') != issuer
            || !Uri.TryCreate(Text(document, "userinfo_endpoint"), UriKind.Absolute, out var address) || !IsAsSafe(address))
        {
            LogStrange(logger, (int)status);
            return null;
        }

        discovered = new Discovered(address, now + Known);
        return address;
    }

    private bool IsAsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && issuer!.StartsWith("http:", StringComparison.OrdinalIgnoreCase));

    private async Task<Outcome<ProviderProfile>> AskAsync(Uri address, string accessToken, CancellationToken cancellation)
    {
        var (status, person) = await GetAsync(address, accessToken, cancellation);
        if (status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return Invalid;
        }

        if (status != HttpStatusCode.OK || Text(person, "sub") is not { Length: > 0 and <= 200 } subject)
        {
            discovered = null;
            LogStrange(logger, (int)status);
            return Away;
        }

        var verified = person.TryGetProperty("email_verified", out var flag) && (flag.ValueKind == JsonValueKind.True || Text(person, "email_verified") == "true");
        return new ProviderProfile(subject, verified && Text(person, "email") is { } email && Emails.IsValid(email) ? Emails.Normalize(email) : null);
    }

    /// <returns>The status, and of a success its object.</returns>
    private async Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(Uri address, string? bearer, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(Client);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        using var response = await client.SendAsync(request, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return (response.StatusCode, default);
        }

        var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return answer.ValueKind == JsonValueKind.Object ? (response.StatusCode, answer) : throw new JsonException("The answer is no object.");
    }

    /// <summary>A text member that can be stored, or null.</summary>
    private static string? Text(JsonElement answer, string name)
    {
        try
        {
            return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                && value.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is JSON, and no text.
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The identity provider cannot be reached: {Fault}: {Reason}")]
    private static partial void LogAway(ILogger logger, string fault, string reason);

    [LoggerMessage(LogLevel.Warning, "The identity provider's answer makes no sense (status {Status})")]
    private static partial void LogStrange(ILogger logger, int status);
}
