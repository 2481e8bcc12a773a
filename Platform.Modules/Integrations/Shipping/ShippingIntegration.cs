using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Options;
using Platform.Integrations.Contracts;
using Platform.Kernel.Http;

namespace Platform.Integrations.Shipping;

/// <summary>Where the carrier is (section <c>Integrations:Shipping</c>).</summary>
internal sealed class ShippingOptions
{
    public const string Section = "Integrations:Shipping";

    public string BaseUrl { get; set; } = "https://api.parcel.example";
}

/// <summary>A parcel carrier: an integration to learn from, whose other side the sandbox plays.</summary>
internal sealed class ShippingIntegration(IHttpClientFactory clients, IOptions<ShippingOptions> options) : IIntegration
{
    public static readonly IntegrationBundle Bundle = new("parcel", "Parcel", "Everything that the carrier offers, with one API key.")
    {
        Credentials = [new("apiKey", "API key", CredentialType.Secret, Required: true), new("baseUrl", "Another address of the API", CredentialType.Url)],
    };

    public IntegrationDefinition Definition { get; } = new("parcel_shipping", "Parcel Shipping", "Labels and tracking of a parcel carrier.", "shipping")
    {
        Tags = ["shipping", "labels", "tracking"], Hub = "shipping_carriers", ProviderKey = "parcel", BundleId = Bundle.Id, Author = "Platform", Company = "Parcel",
        Version = "1.0.0", ApiVersions = [new("v1", "Version 1", IsDeprecated: true), new("v2", "Version 2", IsDefault: true)],
    };

    public async Task<HealthResult> CheckAsync(IntegrationContext context, CancellationToken cancellation)
    {
        var address = $"{(context.Text("baseUrl") ?? options.Value.BaseUrl).TrimEnd('/')}/shipping/{context.ApiVersion}/account";
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.Text("apiKey"));
        using var response = await clients.CreateClient(OutboundHttp.Client).SendAsync(request, cancellation);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return new HealthResult(HealthStatus.Unhealthy, "The carrier does not take the API key");
        }

        if (!response.IsSuccessStatusCode)
        {
            return new HealthResult(HealthStatus.Unhealthy, $"The carrier answers {(int)response.StatusCode}");
        }

        var account = await response.Content.ReadFromJsonAsync<Account>(cancellation);
        return account?.Status == "active" ? new HealthResult(HealthStatus.Healthy) : new HealthResult(HealthStatus.Degraded, "The account is not active");
    }

    private sealed record Account(string? Status);
}
