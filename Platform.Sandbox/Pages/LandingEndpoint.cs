using Microsoft.Extensions.Options;
using Platform.Sandbox.Core;
using Platform.Sandbox.Faults;

namespace Platform.Sandbox.Pages;

/// <summary>The page at the root, which says what is here.</summary>
internal static class LandingEndpoint
{
    public static void MapLandingPage(this IEndpointRouteBuilder app) =>
        app.MapGet("/", (HttpRequest http, IOptions<SandboxOptions> options, DemoUsers users, EndpointDataSource endpoints) =>
            Page.Of<LandingPage>(StatusCodes.Status200OK, new()
            {
                [nameof(LandingPage.Address)] = $"{http.Scheme}://{http.Host}",
                [nameof(LandingPage.GoogleClientId)] = options.Value.Google.ClientId,
                [nameof(LandingPage.WeChatAppId)] = options.Value.WeChat.AppId,
                [nameof(LandingPage.Users)] = users.All.Select(user => UserLine.WithEmail(user)).ToList(),
                [nameof(LandingPage.Routes)] = Routes(endpoints),
            }));

    private static List<ProviderRoute> Routes(EndpointDataSource endpoints) =>
        [.. from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
            let point = endpoint.Metadata.GetMetadata<FaultPoint>()
            where point is not null
            let methods = endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            select new ProviderRoute(string.Join(", ", methods), endpoint.RoutePattern.RawText ?? "", point.ToString())];
}

/// <summary>A line of the table of endpoints.</summary>
public sealed record ProviderRoute(string Methods, string Path, string Fault);
