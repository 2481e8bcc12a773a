using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Http;
using Platform.Tests.Operations;
using Platform.Tests.Support;

namespace Platform.Tests.Architecture;

/// <summary>Nothing is open that is not named here.</summary>
public sealed class AccessTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly string[] OpenOnTheTradingSurface =
    [
        "POST /v1/auth/login", "POST /v1/auth/callback", "POST /v1/auth/refresh", "GET /v1/health/live", "GET /v1/health/ready", "GET /health/live", "GET /health/ready",
    ];

    private List<RouteEndpoint> Endpoints => [.. api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    private static IEnumerable<string> NamesOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} /{endpoint.RoutePattern.RawText!.TrimStart('/')}");

    [Fact]
    public void Only_sign_in_and_health_are_open_on_the_trading_surface()
    {
        var open = Endpoints.Where(e => e.Metadata.GetMetadata<Surface>() is { Name: "trading" } && e.Metadata.GetMetadata<IAllowAnonymous>() is not null).SelectMany(NamesOf);
        Assert.Equal(OpenOnTheTradingSurface.Order(), open.Order());
    }

    private static readonly string[] OpenOnTheBusinessSurface =
    [
        "POST /api/auth/login", "GET /api/auth/session/refresh", "POST /api/auth/session/refresh", "GET /api/auth/locale", "POST /api/auth/locale", "POST /api/auth/reset", "POST /api/auth/reset/confirm",
        "POST /api/auth/profile/email/confirm",
        "GET /api/directory/organizations/lookup", "GET /api/directory/tenants/lookup",
    ];

    [Fact]
    public void Only_sign_in_and_public_lookups_are_open_on_the_business_surface()
    {
        var open = Endpoints.Where(e => e.Metadata.GetMetadata<Surface>() is { Name: "business" } && e.Metadata.GetMetadata<IAllowAnonymous>() is not null).SelectMany(NamesOf);
        Assert.Equal(OpenOnTheBusinessSurface.Order(), open.Order());
    }

    [Fact]
    public void Only_sign_in_and_health_are_open_on_the_operations_surface()
    {
        var open = Endpoints.Where(e => e.Metadata.GetMetadata<Surface>() is { Name: "operations" } && e.Metadata.GetMetadata<IAllowAnonymous>() is not null).SelectMany(NamesOf);
        Assert.Equal(["GET /api/health", "POST /api/auth/exchange", "POST /api/auth/refresh"], open.Order());
    }

    [Fact]
    public async Task Every_other_endpoint_answers_401_to_a_stranger_and_to_a_bad_token()
    {
        var closed = Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null).SelectMany(NamesOf).ToList();
        Assert.True(closed.Count >= 26, $"Only {closed.Count} endpoints are closed.");
        foreach (var name in closed)
        {
            var (method, path) = (HttpMethod.Parse(name.Split(' ')[0]), PathOf(name));
            var (without, bad) = (await api.Host.Anonymous.SendAsync(method, path), await api.Host.With("not a token").SendAsync(method, path));
            if (path.StartsWith("/v1/", StringComparison.Ordinal))
            {
                without.Refused(401, "AUTH_REQUIRED");
                bad.Refused(401, "INVALID_TOKEN");
            }
            else if (Endpoints.First(e => NamesOf(e).Contains(name)).Metadata.GetMetadata<Surface>() is { Name: "operations" })
            {
                without.Fails(401);
                bad.Fails(401);
            }
            else
            {
                Assert.Equal((name, 401, """{"error":"Unauthorized"}"""), (name, without.Status, without.Text));
                Assert.Equal((name, 401, """{"error":"Unauthorized"}"""), (name, bad.Status, bad.Text));
            }
        }
    }

    [Fact]
    public async Task What_is_for_administrators_answers_403_to_others()
    {
        var member = await api.NewMemberAsync();
        foreach (var name in new[] { "PUT /v1/users/{user_id:guid}/disable", "DELETE /v1/trading-logs/{log_id:guid}" })
        {
            Assert.Contains(name, Endpoints.SelectMany(NamesOf));
            (await member.Api.SendAsync(HttpMethod.Parse(name.Split(' ')[0]), PathOf(name))).Refused(403, "ACCESS_DENIED");
        }
    }

    private static string PathOf(string name) =>
        string.Join('/', name.Split(' ')[1].Split('/').Select(segment => segment.StartsWith('{') ? Guid.CreateVersion7().ToString() : segment));
}
