using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers.Deals;

/// <summary>Somebody who sells: makes deals, customers and pipelines, and reads them back.</summary>
internal sealed record Sales(Person Staff, StaffFixture Fixture)
{
    public const string Deals = "/api/customers/deals";
    public const string Pipelines = "/api/customers/pipelines";
    public const string Stages = "/api/customers/pipeline-stages";

    public ApiClient Api => Staff.Api;

    public static async Task<Sales> OpenAsync(StaffFixture fixture, params string[] features) => new(await fixture.AdminAsync(features), fixture);

    public async Task<string> DealAsync(object? body = null) => (await Api.PostAsync(Deals, body ?? new { title = "A deal" })).NewId();

    public async Task<string> PersonAsync(string name = "Anna") =>
        (await Api.PostAsync("/api/customers/people", new { firstName = name, lastName = "Buyer", primaryEmail = $"{name}@x.example" })).NewId();

    public async Task<string> CompanyAsync(string name = "Acme") => (await Api.PostAsync("/api/customers/companies", new { displayName = name, domain = "acme.example" })).NewId();

    public async Task<string> PipelineAsync(string name = "Sales", bool isDefault = false) => (await Api.PostAsync(Pipelines, new { name, isDefault })).NewId();

    public async Task<string> StageAsync(string pipeline, string label) => (await Api.PostAsync(Stages, new { pipelineId = pipeline, label })).NewId();

    /// <summary>A pipeline with two stages.</summary>
    public async Task<(string Pipeline, string First, string Second)> LineAsync()
    {
        var pipeline = await PipelineAsync();
        return (pipeline, await StageAsync(pipeline, "Talking"), await StageAsync(pipeline, "Offered"));
    }

    public Task<Answer> ChangeAsync(object body) => Api.PutAsync(Deals, body);

    public async Task<JsonElement> RowAsync(string id) => (await Api.GetAsync($"{Deals}?ids={id}")).Items().Single();

    public async Task<JsonElement> DetailAsync(string id) => (await Api.GetAsync($"{Deals}/{id}?include=stages")).Is(200).Root;

    public async Task<string[]> FindAsync(string query) => [.. (await Api.GetAsync($"{Deals}?sortField=createdAt&{query}")).Items().Select(i => i.Text("id"))];

    /// <summary>The payloads of what was raised about a deal, the oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> RaisedAsync(string type, string id) =>
    [
        .. (await Fixture.Database.RowsAsync("SELECT payload FROM events.outbox WHERE subject = $1 ORDER BY id", $"events.{type}"))
            .Select(r => JsonElement.Parse((byte[])r[0]!)).Where(p => p.Text("id") == id),
    ];

    /// <summary>An entry of the choices of a kind.</summary>
    public async Task<string> ChoiceAsync(string kind, string value)
    {
        var id = Guid.CreateVersion7();
        await Fixture.Database.ExecuteAsync("""
            INSERT INTO customers.choices (id, tenant_id, organization_id, kind, value, label, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $5, now(), now())
            """, id, Staff.TenantId, Staff.OrganizationId, kind, value);
        return id.ToString();
    }
}
