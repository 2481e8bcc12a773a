using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Everything on the surface answers in its form, whatever goes wrong.</summary>
public sealed class SurfaceTests(CenterFixture api) : IClassFixture<CenterFixture>
{
    [Theory]
    [InlineData("PATCH", "/api/distributors")]
    [InlineData("DELETE", "/api/resellers")]
    [InlineData("PUT", "/api/customers")]
    [InlineData("POST", "/api/customers/01900000-0000-7000-8000-000000000001")]
    [InlineData("GET", "/api/auth/exchange")]
    [InlineData("POST", "/api/auth/me")]
    [InlineData("POST", "/api/roles")]
    [InlineData("POST", "/api/health")]
    public async Task A_method_that_a_path_does_not_know_is_405(string method, string path) =>
        (await api.Host.Anonymous.SendAsync(HttpMethod.Parse(method), path)).Fails(405);

    [Theory]
    [InlineData("/api/distributors/1/2")]
    [InlineData("/api/accounts/1/password")]
    [InlineData("/api/stats/users")]
    [InlineData("/api/auth/exchange/1")]
    public async Task A_path_below_that_nobody_serves_is_404(string path) => (await api.Host.Anonymous.GetAsync(path)).Fails(404);

    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/api/auth/nothing")]
    [InlineData("/api/customers/1/nothing")]
    public async Task Other_paths_are_the_business_surfaces(string path) => (await api.Host.Anonymous.GetAsync(path)).Refuses(404);

    [Fact]
    public async Task No_token_a_bad_one_and_a_cookie_are_401()
    {
        var owner = await api.OwnerAsync();
        (await api.Host.Anonymous.GetAsync("/api/accounts")).Fails(401);
        (await api.Host.With("nonsense").GetAsync("/api/accounts")).Fails(401);
        (await api.Host.Anonymous.SendAsync(HttpMethod.Get, "/api/accounts", null, ("Cookie", $"auth_token={owner.Api.Token}"))).Fails(401);
        (await api.Host.Anonymous.SendAsync(HttpMethod.Get, "/api/accounts", null, ("Authorization", $"Basic {owner.Api.Token}"))).Fails(401);
    }

    [Fact]
    public async Task Whoever_may_not_is_told_so_before_his_body_is_looked_at()
    {
        var customer = await api.EnterAsync("customer");
        (await customer.Api.PostAsync("/api/distributors", "{")).Fails(403, "insufficient permissions");
        var refused = (await (await api.EnterAsync("customer-support")).Api.PostAsync("/api/accounts", "{}")).Fails(403);
        Assert.Equal("requires manage:accounts", refused.Root.Text("data"));
    }

    [Fact]
    public async Task A_body_of_another_type_is_415_and_a_large_one_413()
    {
        var owner = await api.OwnerAsync();
        using var form = new FormUrlEncodedContent([]);
        (await owner.Api.SendAsync(HttpMethod.Post, "/api/distributors", form)).Fails(415);
        (await owner.Api.PostAsync("/api/distributors", new { name = new string('x', 300_000) })).Fails(413);
    }

    [Fact]
    public async Task A_database_that_is_away_is_503_and_health_says_so()
    {
        var owner = await api.OwnerAsync();
        Assert.Equal("service healthy", (await api.Host.Anonymous.GetAsync("/api/health")).Fails(200).Root.Text("message"));
        await using var cutOff = await api.ReplicaAsync(new ApiOptions
        {
            Settings = new Dictionary<string, string?> { ["ConnectionStrings:platformdb"] = "Host=127.0.0.1;Port=1;Username=x;Password=x;Database=x;Timeout=2" },
        });
        (await cutOff.Anonymous.GetAsync("/api/health")).Fails(503);
        (await cutOff.With(owner.Api.Token).GetAsync("/api/distributors")).Fails(503);
    }

    [Fact]
    public async Task Too_many_requests_are_429()
    {
        var owner = await api.OwnerAsync();
        await using var limited = await api.ReplicaAsync(new ApiOptions
        {
            Settings = new Dictionary<string, string?> { ["RATE_LIMIT_ENABLED"] = "true", ["OPERATIONS_RATE_LIMIT_PER_HOUR"] = "2" },
        });
        var member = limited.With(owner.Api.Token);
        (await member.GetAsync("/api/roles")).Got();
        (await member.GetAsync("/api/roles")).Got();
        var refused = (await member.GetAsync("/api/roles")).Fails(429, "Rate limit exceeded");
        Assert.NotNull(refused.Header("Retry-After"));
    }

    [Fact]
    public async Task The_document_describes_every_operation_in_the_surfaces_form()
    {
        var document = (await api.Host.Anonymous.GetAsync("/openapi/operations.json")).Is(200).Root;
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Select(operation => (Name: $"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value))).ToList();
        Assert.Equal(Contracts.Contract.Of("nethesis").Operations.Order(), operations.Select(o => o.Name).Order());
        Assert.All(operations, o =>
        {
            Assert.False(string.IsNullOrWhiteSpace(o.Value.Text("summary")));
            Assert.All(o.Value.GetProperty("responses").EnumerateObject(), response => Assert.Equal(
                ["code", "message", "data"],
                response.Value.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties").EnumerateObject().Select(p => p.Name)));
        });
        Assert.Contains("openapi/operations.json", (await api.Host.Anonymous.GetAsync("/docs/")).Text, StringComparison.Ordinal);
    }
}
