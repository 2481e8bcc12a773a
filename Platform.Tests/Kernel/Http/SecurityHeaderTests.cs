using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>What every answer says to browsers and caches, whoever serves it.</summary>
public sealed class SecurityHeaderTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>What is the same for everybody, and may be kept.</summary>
    private static readonly string[] Public = ["/", "/landing.css", "/landing.js", "/landing.svg", "/docs/events", "/docs/scalar.js", "/docs/scalar.aspnetcore.js", "/docs/favicon.svg", "/status.json"];

    [Fact]
    public async Task Nothing_but_public_files_may_be_kept_by_caches_and_every_answer_has_a_policy_without_foreign_scripts()
    {
        var admin = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        var paths = api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
            .Select(e => "/" + string.Join('/', e.RoutePattern.PathSegments.Select(s => s.IsSimple && s.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal
                ? literal.Content : Guid.Empty.ToString())))
            .Append("/nowhere").Append("/v1/nowhere").Distinct().ToList();
        Assert.True(paths.Count > 100);
        var wrong = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(paths, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (path, cancellation) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, api.Host.Address + path);
            request.Headers.Add("Authorization", $"Bearer {admin.Token}");
            using var answer = await Platform.Tests.Support.Http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var policy = answer.Headers.TryGetValues("Content-Security-Policy", out var policies) ? policies.Single() : "";
            if ((answer.Headers.CacheControl?.NoStore != true && !Public.Contains(path))
                || !policy.StartsWith("default-src 'none'", StringComparison.Ordinal) || !policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal)
                || policy.Split(';').Any(p => p.Contains("script-src", StringComparison.Ordinal) && p.Contains("unsafe", StringComparison.Ordinal)))
            {
                wrong.Add($"{path}: {(int)answer.StatusCode} {answer.Headers.CacheControl} {policy}");
            }
        });
        Assert.Empty(wrong);
        var login = await Staff.LoginAsync(api.Host, ("email", Staff.Admin), ("password", Staff.Password));
        Assert.Equal("no-store", login.Is(200).Header("Cache-Control"));
        Assert.Equal("no-store", (await api.Host.Anonymous.PostAsync("/v1/auth/refresh", new { refresh_token = "x" })).Header("Cache-Control"));
    }

    [Fact]
    public async Task The_reference_page_runs_its_own_scripts_only()
    {
        var page = await api.Host.Anonymous.GetAsync("/docs/");
        var nonce = System.Text.RegularExpressions.Regex.Match(page.Header("Content-Security-Policy")!, "'nonce-([^']+)'").Groups[1].Value;
        Assert.NotEmpty(nonce);
        Assert.NotEqual(page.Header("Content-Security-Policy"), (await api.Host.Anonymous.GetAsync("/docs/")).Header("Content-Security-Policy"));
        var scripts = System.Text.RegularExpressions.Regex.Matches(page.Text, "<script[^>]*>");
        Assert.NotEmpty(scripts);
        Assert.All(scripts, s => Assert.Contains(nonce, System.Net.WebUtility.HtmlDecode(s.Value), StringComparison.Ordinal));
        Assert.DoesNotContain("http://", page.Text.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
