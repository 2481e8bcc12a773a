using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Http;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>Bodies above the limit of 256 KiB on the business surface.</summary>
public sealed class LargeBodyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Every_operation_that_writes_refuses_a_body_that_is_too_large_in_the_surfaces_form()
    {
        var admin = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        var before = await api.Database.ScalarAsync<long>("SELECT count(*) FROM audit_logs.action_logs");
        var served = api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Surface>() is { Name: "business" } && Method(e) != "GET").ToList();
        Assert.True(served.Count > 100, $"Only {served.Count} operations write.");
        var taken = new List<string>();
        foreach (var operation in served)
        {
            var path = "/" + string.Join('/', operation.RoutePattern.RawText!.Trim('/').Split('/').Select(part => part.StartsWith('{') ? Guid.CreateVersion7().ToString() : part));
            var form = operation.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Any(type => type.Contains("form", StringComparison.Ordinal)) == true;
            var text = new string('x', 300_000);
            var answer = await admin.SendAsync(new HttpMethod(Method(operation)), path, form ? new FormUrlEncodedContent([new("email", text)]) : new { name = text });
            if (answer.Status != 413 || string.IsNullOrEmpty(answer.Root.GetProperty("error").GetString()))
            {
                taken.Add($"{Method(operation)} {path}: {answer.Status} {answer.Text}");
            }
        }

        Assert.True(taken.Count == 0, string.Join('\n', taken));
        Assert.Equal(before, await api.Database.ScalarAsync<long>("SELECT count(*) FROM audit_logs.action_logs"));

        static string Method(RouteEndpoint operation) => operation.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
    }

    [Fact]
    public async Task What_is_just_below_the_limit_is_read()
    {
        var admin = await Staff.SignInAsync(api.Host);
        (await admin.PostAsync("/api/auth/roles", new { name = new string('x', 250_000) })).Refuses(400, field: "name");
        (await admin.PostAsync("/api/auth/roles", new { name = "roomy", padding = new string('x', 300_000) })).Refuses(413, "The request body is too large");
        Assert.Equal(0, await api.Database.ScalarAsync<long>("SELECT count(*) FROM access.roles WHERE name = 'roomy'"));
    }
}
