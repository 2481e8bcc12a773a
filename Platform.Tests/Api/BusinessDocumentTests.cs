using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Http;
using Platform.Tests.Support;

namespace Platform.Tests.Api;

/// <summary>The OpenAPI document of the business surface says what is served, and what it takes.</summary>
public sealed partial class BusinessDocumentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [GeneratedRegex(":[a-z]+(?=})")]
    private static partial Regex Constraint { get; }

    private async Task<Dictionary<string, JsonElement>> OperationsAsync()
    {
        var answer = await api.Host.Anonymous.GetAsync("/openapi/business.json");
        Assert.Equal(200, answer.Status);
        return answer.Root.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(o => (Name: $"{o.Name.ToUpperInvariant()} {path.Name}", o.Value)))
            .ToDictionary(o => o.Name, o => o.Value);
    }

    private IEnumerable<(string Name, RouteEndpoint Endpoint)> Served() =>
        api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Surface>() is BusinessSurface)
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => ($"{m} /{Constraint.Replace(e.RoutePattern.RawText!.Trim('/'), "")}", e)));

    [Fact]
    public async Task Every_operation_that_is_served_is_described()
    {
        var described = await OperationsAsync();
        Assert.Equal(Served().Select(s => s.Name).Distinct().Order(StringComparer.Ordinal), described.Keys.Order(StringComparer.Ordinal));
        Assert.All(described, o =>
        {
            Assert.False(string.IsNullOrWhiteSpace(o.Value.TryGetProperty("summary", out var summary) ? summary.GetString() : null), o.Key);
            Assert.NotEmpty(o.Value.GetProperty("tags").EnumerateArray());
        });
    }

    [Fact]
    public async Task Operations_name_the_features_that_they_take()
    {
        var described = await OperationsAsync();
        foreach (var (name, endpoint) in Served())
        {
            var features = endpoint.Metadata.GetOrderedMetadata<RequiredFeatures>().SelectMany(r => r.Features).ToList();
            var refusal = described[name].GetProperty("responses").TryGetProperty("403", out var forbidden) ? forbidden.GetProperty("description").GetString()! : "";
            Assert.All(features, feature => Assert.Contains($"`{feature}`", refusal, StringComparison.Ordinal));
        }
    }
}
