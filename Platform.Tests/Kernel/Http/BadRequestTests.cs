using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>Requests that lead nowhere answer in the form of the surface that their path belongs to.</summary>
public sealed class BadRequestTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("/v1/nothing", "trading")]
    [InlineData("/v1", "trading")]
    [InlineData("/v1/tradings/1/2/3", "trading")]
    [InlineData("/V1/nothing", "trading")]
    [InlineData("/v1/%2e%2e/nothing", "products")]
    [InlineData("/v1nothing", "products")]
    [InlineData("/api/nothing", "business")]
    [InlineData("/api", "business")]
    [InlineData("/api/customers/1/nothing", "business")]
    [InlineData("/nothing", "products")]
    [InlineData("/users/nobody", "products")]
    [InlineData("/v1/%ff%fe", "trading")]
    public async Task A_path_that_nobody_serves_is_404_in_the_form_of_its_surface(string path, string surface)
    {
        foreach (var client in new[] { api.Host.Anonymous, (await api.SignInAsync("alice")).Api })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
            {
                AssertForm(await client.SendAsync(method, path), surface, 404, "NOT_FOUND");
            }
        }
    }

    [Theory]
    [InlineData("PATCH", "/v1/tradings")]
    [InlineData("DELETE", "/v1/users/me")]
    [InlineData("PUT", "/v1/trading-logs")]
    [InlineData("GET", "/v1/auth/login")]
    [InlineData("POST", "/v1/transactions")]
    [InlineData("TRACE", "/v1/users/me")]
    [InlineData("FOO", "/v1/users/me")]
    public async Task A_method_that_a_path_does_not_know_is_405(string method, string path)
    {
        foreach (var client in new[] { api.Host.Anonymous, (await api.SignInAsync("alice")).Api })
        {
            AssertForm(await client.SendAsync(new HttpMethod(method), path), "trading", 405, "INVALID_REQUEST");
        }
    }

    [Theory]
    [InlineData("/v1/tradings/{0}")]
    [InlineData("/v1/sub-accounts/{0}")]
    [InlineData("/v1/exchange-bindings/{0}")]
    [InlineData("/v1/bot-keys/{0}")]
    [InlineData("/v1/transactions/{0}")]
    [InlineData("/v1/trading-logs/{0}")]
    public async Task An_id_that_is_none_is_404(string path)
    {
        var member = await api.SignInAsync("alice");
        foreach (var id in new[] { "1", "trading123", "%ff", new string('a', 3000), "00000000-0000-0000-0000-000000000000", "..", "1%27--", "{id}", "%F0%9F%98%80" })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
            {
                var answer = await member.Api.SendAsync(method, string.Format(null, path, id), method == HttpMethod.Put ? "{}" : null);
                Assert.True(answer.Status is 404 or 405 or 403 or 200, $"{method} {path} {id}: {answer.Status} {answer.Text}");
                Assert.True(answer.Status != 200 || id == "..", $"{method} {path} {id}: {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task A_query_that_is_too_long_is_414()
    {
        var member = await api.SignInAsync("alice");
        (await member.Api.GetAsync($"/v1/transactions?x={new string('x', 8000)}")).Ok(200);
        AssertForm(await member.Api.GetAsync($"/v1/transactions?x={new string('x', 9000)}"), "trading", 414, "INVALID_REQUEST");
        AssertForm(await member.Api.GetAsync($"/api/x?x={new string('x', 9000)}"), "business", 414, null);
        Assert.Equal(414, (await member.Api.GetAsync($"/v1/transactions?x={new string('x', 50_000)}")).Status);
    }

    [Fact]
    public async Task Headers_have_limits()
    {
        var member = await api.SignInAsync("alice");
        (await member.Api.SendAsync(HttpMethod.Get, "/v1/users/me", null, ("X-Long", new string('x', 20_000)))).Ok(200);
        Assert.Equal(431, (await member.Api.SendAsync(HttpMethod.Get, "/v1/users/me", null, ("X-Long", new string('x', 40_000)))).Status);
        Assert.Equal(431, (await member.Api.SendAsync(HttpMethod.Get, "/v1/users/me", null, [.. Enumerable.Range(0, 200).Select(i => ($"X-{i}", "x"))])).Status);
    }

    [Theory]
    [InlineData("rubbish\r\n\r\n")]
    [InlineData("GET /v1/users/me HTTP/1.1\r\n\r\n")]
    [InlineData("GET /v1/users/me HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("GET /v1/users/me HTTP/1.1\r\nHost: x\r\nA header\r\n\r\n")]
    [InlineData("GET /v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /v1/tradings/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task What_is_no_http_is_refused(string request) => Assert.Matches("^HTTP/1.1 (4[0-9][0-9]|505) ", await FirstLineAsync(request));

    [Fact]
    public async Task A_body_of_unknown_length_is_read_to_the_limit_only()
    {
        var chunk = $"4000\r\n{new string(' ', 0x4000)}\r\n";
        var request = "POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 413 ", await FirstLineAsync(request + string.Concat(Enumerable.Repeat(chunk, 17))), StringComparison.Ordinal);
    }

    private async Task<string?> FirstLineAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(api.Host.Address).Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Every_answer_carries_its_request_id_and_is_not_sniffed_or_framed()
    {
        var member = await api.SignInAsync("alice");
        var ids = new HashSet<string>();
        foreach (var path in new[] { "/v1/users/me", "/v1/nothing", "/nothing", "/api/nothing", "/v1/health/live", $"/v1/tradings/{Guid.CreateVersion7()}", "/openapi/trading.json" })
        {
            var answer = await member.Api.GetAsync(path);
            Assert.Matches("^[0-9a-f]{32}$", answer.Header("X-Request-Id"));
            Assert.True(ids.Add(answer.Header("X-Request-Id")!));
            Assert.Equal(("nosniff", "DENY"), (answer.Header("X-Content-Type-Options"), answer.Header("X-Frame-Options")));
            Assert.Null(answer.Header("Server"));
        }
    }

    [Fact]
    public async Task The_trace_of_the_caller_goes_on()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var answer = await api.Host.Anonymous.SendAsync(HttpMethod.Get, "/v1/health/live", null, ("traceparent", $"00-{trace}-b7ad6b7169203331-01"));
        Assert.Equal(trace, answer.Header("X-Request-Id"));
        Assert.Equal(trace, answer.Root.GetProperty("metadata").GetProperty("trace_id").GetString());
    }

    private static void AssertForm(Answer answer, string surface, int status, string? code)
    {
        Assert.True(answer.Status == status, $"{answer.Status} instead of {status}: {answer.Text}");
        switch (surface)
        {
            case "trading":
                answer.Refused(status, code!);
                break;
            case "business":
                Assert.Equal(["error"], answer.Root.EnumerateObject().Select(m => m.Name));
                Assert.Equal(JsonValueKind.String, answer.Root.GetProperty("error").ValueKind);
                break;
            default:
                Assert.Equal(["error"], answer.Root.EnumerateObject().Select(m => m.Name));
                Assert.Equal(["code", "message"], answer.Root.GetProperty("error").EnumerateObject().Select(m => m.Name));
                Assert.Equal(code, answer.Code);
                break;
        }
    }
}
