using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Http;
using Platform.Kernel.Security;
using Platform.Tests.Crud;
using Platform.Tests.Support;

namespace Platform.Tests.Entities;

/// <summary>Where a tenant encrypts whatever can be encrypted, as new tenants do, no answer shows ciphertext.</summary>
public sealed class CiphertextTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>Streams, and what ends the session.</summary>
    private static readonly string[] NoReading = ["/api/events/stream", "/api/auth/logout", "/api/auth/session/refresh"];

    [Fact]
    public async Task Every_reading_of_the_business_surface_shows_text()
    {
        var staff = await Staff.SignInAsync(api.Host);
        foreach (var resource in CrudCase.All.Where(c => !c.IsGlobal))
        {
            var id = (await resource.CreateAsync(staff)).NewId();
            (await staff.PutAsync(resource.Path, CrudCase.WithId(resource.Change().Body, id))).Is(200);
        }

        var seen = new List<string>();
        foreach (var path in Readings())
        {
            var answer = await staff.GetAsync(path);
            Assert.True(answer.Status < 500, $"{path}: {answer.Status} {answer.Text}");
            Assert.False(answer.Text.Contains(FieldCipher.Prefix, StringComparison.Ordinal), $"{path}: {answer.Text}");
            if (answer.Status == 200)
            {
                seen.Add(path);
                if (answer.Text.StartsWith('{') && answer.Root.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0 && items[0].ValueKind == JsonValueKind.Object && items[0].TryGetProperty("id", out var id))
                {
                    var one = await staff.GetAsync($"{path}/{id}");
                    Assert.False(one.Text.Contains(FieldCipher.Prefix, StringComparison.Ordinal), $"{path}/{id}: {one.Text}");
                }
            }
        }

        Assert.Superset(new HashSet<string> { "/api/auth/users", "/api/customers/people", "/api/customers/interactions", "/api/customers/deals", "/api/audit_logs/audit-logs/actions" }, seen.ToHashSet());
        Assert.Contains("\"authorName\":\"", (await staff.GetAsync("/api/customers/interactions")).Text, StringComparison.Ordinal);
    }

    private IEnumerable<string> Readings() => api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<Surface>() is BusinessSurface && e.RoutePattern.Parameters.Count == 0
            && e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true)
        .Select(e => "/" + e.RoutePattern.RawText!.Trim('/')).Where(path => !NoReading.Contains(path)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
