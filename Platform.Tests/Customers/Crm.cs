using Microsoft.Extensions.DependencyInjection;
using Platform.Customers.Deals;
using Platform.Customers.Interactions;
using Platform.Kernel.Data;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>What tests of customers do again and again.</summary>
internal static class Crm
{
    public const string Root = "/api/customers";

    public static async Task<string> PersonAsync(Person staff, string lastName = "Lovelace", object? more = null) =>
        (await staff.Api.PostAsync($"{Root}/people", more ?? new { firstName = "Ada", lastName })).NewId();

    public static async Task<string> CompanyAsync(Person staff, string displayName = "Acme") => (await staff.Api.PostAsync($"{Root}/companies", new { displayName })).NewId();

    public static async Task<string> TagAsync(Person staff, string slug = "vip") => (await staff.Api.PostAsync($"{Root}/tags", new { slug, label = slug })).NewId();

    /// <summary>Links a company to a person and tells the link's id.</summary>
    public static async Task<string> LinkAsync(Person staff, string person, string company, bool? isPrimary = null) =>
        (await staff.Api.PostAsync($"{Root}/people/{person}/companies", new { companyId = company, isPrimary })).Is(200).Root.GetProperty("result").Text("id");

    /// <summary>The companies of a person by link, and the primary one as the person itself tells it.</summary>
    public static async Task<(Dictionary<string, bool> Primary, string? Company)> LinksAsync(Person staff, string person)
    {
        var links = (await staff.Api.GetAsync($"{Root}/people/{person}/companies")).Items();
        var detail = (await staff.Api.GetAsync($"{Root}/people/{person}")).Is(200).Root;
        return (links.ToDictionary(l => l.Text("id"), l => l.GetProperty("isPrimary").GetBoolean()), detail.GetProperty("profile").GetProperty("companyEntityId").GetString());
    }

    /// <summary>Waits until a reading of a resource is recorded.</summary>
    public static Task ExpectReadAsync(Person staff, string kind, string id) => Retry.Until(
        async () => (await staff.Api.GetAsync($"/api/audit_logs/audit-logs/access?resourceKind={kind}")).Items().Any(a => a.Text("resourceId") == id), $"{kind} {id} was read");

    /// <summary>Gives a customer a deal.</summary>
    public static async Task<Deal> DealAsync(StaffFixture api, Person staff, string customer, string title = "A deal", string status = Deal.Open, decimal? value = null)
    {
        var now = TimeProvider.System.Now();
        var deal = new Deal
        {
            TenantId = staff.TenantId, OrganizationId = staff.OrganizationId, Title = title, Status = status, ClosureOutcome = DealClosure.OutcomeOf(status), ValueAmount = value, ValueCurrency = "EUR", CreatedAt = now, UpdatedAt = now,
        };
        await AddAsync(api, deal, new DealCustomer { TenantId = staff.TenantId, DealId = deal.Id, CustomerId = Guid.Parse(customer), CreatedAt = now });
        return deal;
    }

    /// <summary>Puts an entry on a customer's timeline.</summary>
    public static async Task<Interaction> InteractionAsync(StaffFixture api, Person staff, string customer, string type = "call", string? visibility = null, Guid? owner = null, Guid? deal = null)
    {
        var now = TimeProvider.System.Now();
        var entry = new Interaction
        {
            TenantId = staff.TenantId, OrganizationId = staff.OrganizationId, EntityId = Guid.Parse(customer), InteractionType = type, Title = $"A {type}", Status = Interaction.Done,
            OccurredAt = now, Visibility = visibility, AuthorUserId = owner ?? staff.UserId, DealId = deal, CreatedAt = now, UpdatedAt = now,
        };
        await AddAsync(api, entry);
        return entry;
    }

    private static async Task AddAsync(StaffFixture api, params object[] rows)
    {
        await using var db = api.Host.Services.GetRequiredService<SystemDb>().Open();
        db.AddRange(rows);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
