using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Customers and what is planned with them, as the tests of the timeline make them.</summary>
internal static class Timelines
{
    public const string Interactions = "/api/customers/interactions";
    public const string People = "/api/customers/people";
    public const string Companies = "/api/customers/companies";

    public static async Task<string> PersonAsync(this Person staff, string name = "Ada") => (await staff.Api.PostAsync(People, new { firstName = name, lastName = "Lovelace" })).NewId();

    public static async Task<string> CompanyAsync(this Person staff, string name = "Acme") => (await staff.Api.PostAsync(Companies, new { displayName = name })).NewId();

    public static async Task<string> PlanAsync(this Person staff, string customer, string title, string? at, int? priority = null, string type = "meeting") =>
        (await staff.Api.PostAsync(Interactions, new { entityId = customer, interactionType = type, title, scheduledAt = at, priority })).NewId();

    public static async Task<JsonElement> InteractionAsync(this Person staff, string id) => (await staff.Api.GetAsync($"{Interactions}?ids={id}")).Items().Single();

    /// <summary>The title of what a person's or a company's row says is next.</summary>
    public static async Task<string?> NextOfAsync(this Person staff, string customer)
    {
        var item = (await staff.Api.GetAsync($"{People}?ids={customer}")).Items().Concat((await staff.Api.GetAsync($"{Companies}?ids={customer}")).Items()).Single();
        var name = item.GetProperty("next_interaction_name").GetString();
        Assert.Equal(name is null, item.GetProperty("next_interaction_at").ValueKind == JsonValueKind.Null);
        Assert.Equal(name is null, item.GetProperty("next_interaction_ref_id").ValueKind == JsonValueKind.Null);
        return name;
    }

    public static async Task<string> DealAsync(this StaffFixture api, Person staff) =>
        (await Crm.DealAsync(api, staff, await staff.CompanyAsync("Buyer"), "Big deal")).Id.ToString();
}
