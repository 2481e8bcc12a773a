using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Http;
using Platform.Operations.Access;
using Platform.Tests.Support;

namespace Platform.Tests.Api;

/// <summary>The snapshot of everything that is served: a change of it shows as a failing test, and as a diff in review.</summary>
/// <remarks>Run with <c>UPDATE_SNAPSHOTS=1</c> to accept a change.</remarks>
public sealed class EndpointManifestTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly string Snapshot = Path.Combine(Arguments.Root, "Platform.Tests", "Api", "endpoints.json");

    private sealed record Entry(string Method, string Path, string Surface, string Access);

    [Fact]
    public void Endpoints_are_those_of_the_snapshot()
    {
        var served = Render();
        if (!File.Exists(Snapshot) || Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Snapshot, served);
        }

        var (before, now) = (File.ReadAllLines(Snapshot), served.TrimEnd('\n').Split('\n'));
        var difference = before.Except(now).Select(line => $"- {line.Trim()}").Concat(now.Except(before).Select(line => $"+ {line.Trim()}"));
        Assert.True(before.SequenceEqual(now), $"Endpoints differ from {Snapshot}:\n{string.Join('\n', difference)}\nAccept with UPDATE_SNAPSHOTS=1.");
    }

    [Fact]
    public void Every_endpoint_has_an_access_rule() => Assert.DoesNotContain(Endpoints(), e => e.Access == "none");

    /// <summary>One object a line, so that a diff shows endpoints.</summary>
    private string Render()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        return $"[\n{string.Join(",\n", Endpoints().Select(e => "  " + JsonSerializer.Serialize(e, options)))}\n]\n";
    }

    private List<Entry> Endpoints() =>
    [
        .. api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"])
                .Select(method => new Entry(method, "/" + e.RoutePattern.RawText!.Trim('/'), e.Metadata.GetMetadata<Surface>()?.Name ?? "-", AccessOf(e))))
            .OrderBy(e => e.Path, StringComparer.Ordinal).ThenBy(e => e.Method, StringComparer.Ordinal),
    ];

    private static string AccessOf(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return "anonymous";
        }

        var features = endpoint.Metadata.GetOrderedMetadata<RequiredFeatures>().SelectMany(r => r.Features).ToList();
        if (features.Count > 0)
        {
            return $"feature:{string.Join(',', features)}";
        }

        if (endpoint.Metadata.GetMetadata<RequiredPermission>() is { } permission)
        {
            return $"permission:{permission.Permission}";
        }

        var roles = endpoint.Metadata.OfType<AuthorizationPolicy>().SelectMany(p => p.Requirements).OfType<RolesAuthorizationRequirement>()
            .SelectMany(r => r.AllowedRoles).Distinct().ToList();
        return roles.Count > 0 ? $"role:{string.Join(',', roles)}" : endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null ? "user" : "none";
    }
}
