using System.Text.Json;
using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Api;

/// <summary>The OpenAPI document of the trading surface says what is served and how it answers.</summary>
public sealed class OpenApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private async Task<JsonElement> DocumentAsync()
    {
        var answer = await api.Host.Anonymous.GetAsync("/openapi/trading.json");
        Assert.Equal(200, answer.Status);
        return answer.Root;
    }

    private static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Select(operation => ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value)));

    [Fact]
    public async Task Every_operation_of_the_contract_is_described()
    {
        var described = Operations(await DocumentAsync()).Select(o => o.Name).ToHashSet();
        Assert.DoesNotContain(Contract.Of("tiris").Operations, o => !described.Contains(o));
    }

    [Fact]
    public async Task Every_operation_has_a_summary_a_tag_and_answers_in_the_envelope()
    {
        var document = await DocumentAsync();
        var operations = Operations(document).ToList();
        Assert.NotEmpty(operations);
        Assert.All(operations, o =>
        {
            Assert.False(string.IsNullOrWhiteSpace(o.Operation.GetProperty("summary").GetString()), o.Name);
            Assert.NotEmpty(o.Operation.GetProperty("tags").EnumerateArray());
            foreach (var response in o.Operation.GetProperty("responses").EnumerateObject())
            {
                var members = Members(response.Value.GetProperty("content").GetProperty("application/json").GetProperty("schema"));
                Assert.Contains("success", members);
                Assert.Contains("metadata", members);
                Assert.Equal(response.Name[0] != '2', members.Contains("error"));
            }
        });
    }

    [Fact]
    public async Task Operations_that_need_a_token_say_so_and_the_others_do_not()
    {
        foreach (var (name, operation) in Operations(await DocumentAsync()))
        {
            var anonymous = name is "POST /v1/auth/login" or "POST /v1/auth/callback" or "POST /v1/auth/refresh" or "GET /v1/health/live" or "GET /v1/health/ready";
            Assert.Equal(!anonymous, operation.TryGetProperty("security", out var security) && security.GetArrayLength() > 0);
            Assert.Equal(!anonymous || name is "POST /v1/auth/refresh", operation.GetProperty("responses").TryGetProperty("401", out _));
        }
    }

    [Fact]
    public async Task Administrators_operations_list_403_and_parameters_are_described()
    {
        var operations = Operations(await DocumentAsync()).ToDictionary(o => o.Name, o => o.Operation);
        Assert.True(operations["PUT /v1/users/{user_id}/disable"].GetProperty("responses").TryGetProperty("403", out _));
        Assert.True(operations["DELETE /v1/trading-logs/{log_id}"].GetProperty("responses").TryGetProperty("403", out _));
        Assert.False(operations["GET /v1/tradings"].GetProperty("responses").TryGetProperty("403", out _));
        Assert.Equal(
            ["sub_account_id", "trading_id", "start_date", "end_date", "direction", "limit", "offset"],
            operations["GET /v1/transactions"].GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task Names_in_schemas_are_those_of_the_wire()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        var names = schemas.EnumerateObject().Where(s => s.Value.TryGetProperty("properties", out _))
            .SelectMany(s => s.Value.GetProperty("properties").EnumerateObject().Select(p => p.Name)).ToList();
        Assert.Contains("exchange_binding_id", names);
        Assert.DoesNotContain(names, n => n.Any(char.IsUpper));
    }

    [Fact]
    public async Task The_reference_page_is_served()
    {
        var page = await api.Host.Anonymous.GetAsync("/docs/");
        Assert.Equal(200, page.Status);
        Assert.Contains("openapi/trading.json", page.Text, StringComparison.Ordinal);
    }

    private static List<string> Members(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? [.. properties.EnumerateObject().Select(p => p.Name)] : [];
}
