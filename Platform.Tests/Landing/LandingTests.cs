using System.Text.RegularExpressions;
using Platform.Tests.Support;

namespace Platform.Tests.Landing;

public sealed partial class LandingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_stranger_gets_a_page_that_runs_no_code_but_its_own()
    {
        var page = await api.Host.Anonymous.GetAsync("/");
        Assert.Equal(200, page.Status);
        Assert.Equal("text/html; charset=utf-8", page.ContentType);
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("<style", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onclick", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(InlineScript().Matches(page.Text));
        Assert.DoesNotContain("://", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_speaks_of_the_whole_platform_and_lists_the_parts_that_its_status_reports()
    {
        var page = await api.Host.Anonymous.GetAsync("/");
        Assert.All(["trading ledger", "business platform", "operation center", "product backend"], s => Assert.Contains(s, page.Text, StringComparison.OrdinalIgnoreCase));
        await using var host = await api.ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["Links:Sandbox"] = "http://127.0.0.1:1/" } });
        var status = await host.Anonymous.GetAsync("/status.json");
        Assert.Equal(status.Root.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("name").GetString()).Order(),
            Part().Matches(page.Text).Select(m => m.Groups[1].Value).Order());
        Assert.All(["trading", "business", "operations"], s => Assert.Contains($"/openapi/{s}.json", page.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_reference_asks_no_other_host_and_has_nothing_of_its_vendor_switched_on()
    {
        var page = await api.Host.Anonymous.GetAsync("/docs/");
        var policy = page.Header("Content-Security-Policy")!;
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("://", policy, StringComparison.Ordinal);
        var nonce = Nonce().Match(policy).Groups[1].Value;
        Assert.Equal(Script().Count(page.Text), Regex.Count(page.Text, $"<script[^>]* nonce=\"{Regex.Escape(nonce)}\""));
        Assert.NotEqual(policy, (await api.Host.Anonymous.GetAsync("/docs/")).Header("Content-Security-Policy"));
        Assert.DoesNotContain("://", page.Text, StringComparison.Ordinal);
        Assert.All(["\"withDefaultFonts\":false", "\"telemetry\":false", "\"showDeveloperTools\":\"never\"", "\"hideClientButton\":true", "\"agent\":{\"disabled\":true}", "\"mcp\":{\"disabled\":true}"],
            setting => Assert.Contains(setting, page.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs/events")]
    public async Task Every_address_that_a_page_names_is_served(string path)
    {
        var page = await api.Host.Anonymous.GetAsync(path);
        var addresses = Address().Matches(page.Text).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(addresses);
        foreach (var address in addresses.Where(a => a[0] != '#' && !a.StartsWith("https:", StringComparison.Ordinal)))
        {
            Assert.True(address[0] == '/', $"{address} leads out of the page");
            var status = await FollowAsync(address);

            // Without Workers the system is not ready, and says so.
            Assert.True(status == 200 || address == "/health/ready", $"{address} answers {status}");
        }

        foreach (var anchor in addresses.Where(a => a[0] == '#'))
        {
            Assert.Contains($"id=\"{anchor[1..]}\"", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_browser_keeps_a_file_of_this_version_and_asks_again_for_any_other()
    {
        var page = await api.Host.Anonymous.GetAsync("/");
        var versioned = Address().Matches(page.Text).Select(m => m.Groups[1].Value).Single(a => a.StartsWith("/landing.css", StringComparison.Ordinal));
        var kept = await api.Host.Anonymous.GetAsync(versioned);
        Assert.Contains("immutable", kept.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Equal("no-cache", (await api.Host.Anonymous.GetAsync("/landing.css?v=another")).Header("Cache-Control"));

        Assert.Equal("no-cache", page.Header("Cache-Control"));
        var again = await api.Host.Anonymous.SendAsync(HttpMethod.Get, "/", null, ("If-None-Match", page.Header("ETag")!));
        Assert.Equal(304, again.Status);
        Assert.Empty(again.Text);
    }

    [Fact]
    public async Task The_pages_belong_to_no_surface_and_are_in_no_document_of_it()
    {
        var document = await api.Host.Anonymous.GetAsync("/openapi/trading.json");
        var paths = document.Root.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToList();
        Assert.DoesNotContain("/", paths);
        Assert.DoesNotContain("/status.json", paths);
        Assert.All(paths, path => Assert.StartsWith("/v1/", path, StringComparison.Ordinal));
    }

    private async Task<int> FollowAsync(string address)
    {
        var answer = await api.Host.Anonymous.GetAsync(address);
        return answer.Headers.Location is { } next ? (await api.Host.Anonymous.GetAsync(new Uri(new Uri(api.Host.Address + address), next).PathAndQuery)).Status : answer.Status;
    }

    [GeneratedRegex("<script(?![^>]* src=)", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    [GeneratedRegex("<script")]
    private static partial Regex Script();

    [GeneratedRegex("data-part=\"([^\"]+)\"")]
    private static partial Regex Part();

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Address();
}
