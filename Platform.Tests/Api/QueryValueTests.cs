using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Tests.Support;

namespace Platform.Tests.Api;

/// <summary>A filter or an order that means nothing is refused wherever it is sent: else the answer would be a list that nobody asked for.</summary>
public sealed partial class QueryValueTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly string[] Surfaces = ["business", "trading", "operations"];

    /// <summary>Parameters that are any text, or an id whose absence is an answer.</summary>
    private static readonly HashSet<string> Free = new(StringComparer.OrdinalIgnoreCase)
    {
        "search", "q", "name", "identifier", "category", "bundleId", "jobType", "integrationId", "resourceKind", "resourceId", "fieldName", "entityId", "entityIds", "entityType", "fieldset", "labelField",
        "digits", "email", "emailStartsWith", "emailContains", "cursor", "ids", "id", "status", "lifecycleStage", "source", "temperature", "industry", "sizeBucket", "pipelineStage", "interactionType", "type",
        "excludeInteractionType", "activityType", "module", "locale", "redirect", "lastEventId", "include", "host", "domain", "slug", "label", "token", "roleName", "username", "role", "created_by",
        "organization_id", "tenantId", "organizationId",
    };

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Part { get; }

    private async Task<IEnumerable<(string Surface, string Path, JsonElement Parameter)>> ParametersAsync()
    {
        var found = new List<(string, string, JsonElement)>();
        foreach (var surface in Surfaces)
        {
            var paths = (await api.Host.Anonymous.GetAsync($"/openapi/{surface}.json")).Is(200).Root.GetProperty("paths");
            found.AddRange(from path in paths.EnumerateObject()
                           where path.Value.TryGetProperty("get", out var get) && get.TryGetProperty("parameters", out _)
                           from parameter in path.Value.GetProperty("get").GetProperty("parameters").EnumerateArray()
                           where parameter.GetProperty("in").GetString() == "query"
                           select (surface, path.Name, parameter.Clone()));
        }

        return found;
    }

    private static bool HasValues(JsonElement schema) =>
        schema.TryGetProperty("enum", out _) || (schema.TryGetProperty("items", out var items) && items.TryGetProperty("enum", out _)) || schema.ToString().Contains("boolean", StringComparison.Ordinal);

    [Fact]
    public async Task A_value_that_there_is_not_is_refused_by_every_parameter_that_is_no_free_text()
    {
        var (super, member) = (await api.SuperAdminAsync(), await api.NewMemberAsync());
        var (tried, wrong) = (0, new List<string>());
        foreach (var (surface, path, parameter) in await ParametersAsync())
        {
            var (name, schema) = (parameter.GetProperty("name").GetString()!, parameter.GetProperty("schema"));

            // The operation center takes the first page of the usual size for what is none; its document says so.
            if ((Free.Contains(name) && !HasValues(schema)) || (surface == "operations" && name is "page" or "page_size") || path.EndsWith("/stream", StringComparison.Ordinal))
            {
                continue;
            }

            tried++;
            var id = Guid.CreateVersion7().ToString();
            var answer = await (surface == "trading" ? member.Api : super.Api).GetAsync($"{Part.Replace(path, id)}?{name}=05.03.2026");

            // What only administrators ask is refused before its values are looked at.
            if (answer.Status is not (400 or 403))
            {
                wrong.Add($"{path}?{name}: {answer.Status}");
            }
        }

        Assert.True(tried > 150, $"{tried} parameters");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task Every_order_has_its_values_in_the_document()
    {
        var orders = (await ParametersAsync()).Where(p => p.Parameter.GetProperty("name").GetString() is "order" or "sortDir" or "healthStatus" or "format" or "exportScope" or "view" or "kind").ToList();
        Assert.True(orders.Count > 20);
        Assert.DoesNotContain(orders, p => !HasValues(p.Parameter.GetProperty("schema")));
    }

    [Theory]
    [InlineData("/api/integrations?healthStatus=broken", "healthStatus")]
    [InlineData("/api/integrations?sort=color", "sort")]
    [InlineData("/api/integrations?order=sideways", "order")]
    [InlineData("/api/progress/jobs?status=running,walking", "status")]
    [InlineData("/api/progress/jobs?completedSince=05.03.2026", "completedSince")]
    [InlineData("/api/customers/people?sortDir=up", "sortDir")]
    [InlineData("/api/customers/people?exportScope=some", "exportScope")]
    [InlineData("/api/customers/people?withDeleted=perhaps", "withDeleted")]
    [InlineData("/api/customers/people?createdFrom=05.03.2026", "createdFrom")]
    [InlineData("/api/customers/interactions?status=planned,never", "status")]
    [InlineData("/api/audit_logs/audit-logs/actions?sortField=color", "sortField")]
    [InlineData("/api/audit_logs/audit-logs/actions?after=2026-03-05T10:00:00", "after")]
    public async Task It_is_named_in_the_refusal(string path, string field) => (await (await api.SuperAdminAsync()).Api.GetAsync(path)).Refuses(400, field: field);
}
