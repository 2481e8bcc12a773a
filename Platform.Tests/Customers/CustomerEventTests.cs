using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Every write tells the others what happened, and so does its undo.</summary>
public sealed class CustomerEventTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Prefix = "events.customers.";

    /// <summary>All that an event may have: ids, and what is nobody's secret.</summary>
    private static readonly string[] Members = ["id", "tenantId", "organizationId", "entityId", "entityType", "personId", "companyId", "userId", "isPrimary", "kind"];

    /// <summary>What a tenant's outbox has, in order.</summary>
    private async Task<List<(string Type, JsonElement Payload)>> EventsAsync(Person staff) =>
    [
        .. (await api.Database.RowsAsync("SELECT subject, convert_from(payload, 'UTF8') FROM events.outbox WHERE subject LIKE 'events.customers.%' ORDER BY id"))
            .Select(row => (((string)row[0]!)[Prefix.Length..], JsonElement.Parse((string)row[1]!))).Where(e => e.Item2.Text("tenantId") == staff.TenantId.ToString()),
    ];

    [Fact]
    public async Task Each_write_raises_one_event_with_ids_and_nothing_personal()
    {
        var staff = await api.AdminAsync();
        var scene = await Scene.SetAsync(api, staff);
        var before = (await EventsAsync(staff)).Count;
        var expected = new List<string>();
        await DoAsync("person.updated", () => staff.Api.PutAsync($"{Crm.Root}/people", new { id = scene.Person, jobTitle = "Countess" }));
        await DoAsync("company.updated", () => staff.Api.PutAsync($"{Crm.Root}/companies", new { id = scene.Company, industry = "tools" }));
        await DoAsync("address.updated", () => staff.Api.PutAsync($"{Crm.Root}/addresses", new { id = scene.Address, city = "London" }));
        await DoAsync("address.deleted", () => staff.Api.DeleteAsync($"{Crm.Root}/addresses?id={scene.Address}"));
        await DoAsync("comment.updated", () => staff.Api.PutAsync($"{Crm.Root}/comments", new { id = scene.Comment, body = "Changed" }));
        await DoAsync("comment.deleted", () => staff.Api.DeleteAsync($"{Crm.Root}/comments?id={scene.Comment}"));
        await DoAsync("person_company_link.updated", () => staff.Api.PatchAsync($"{Crm.Root}/people/{scene.Person}/companies/{scene.Link}", new { isPrimary = false }));
        await DoAsync("person_company_link.deleted", () => staff.Api.DeleteAsync($"{Crm.Root}/people/{scene.Person}/companies/{scene.Link}"));
        await DoAsync("person_company_link.created", () => staff.Api.PostAsync($"{Crm.Root}/people/{scene.Person}/companies", new { companyId = scene.Company }));
        await DoAsync("entity_role.updated", () => staff.Api.PutAsync($"{Crm.Root}/people/{scene.Person}/roles?roleId={scene.PersonRole}", new { userId = staff.UserId }));
        await DoAsync("entity_role.deleted", () => staff.Api.DeleteAsync($"{Crm.Root}/people/{scene.Person}/roles?roleId={scene.PersonRole}"));
        await DoAsync("tag.removed", () => staff.Api.PostAsync($"{Crm.Root}/tags/unassign", new { tagId = scene.Tag, entityId = scene.Person }));
        await DoAsync("tag.assigned", () => staff.Api.PostAsync($"{Crm.Root}/tags/assign", new { tagId = scene.Tag, entityId = scene.Person }));
        await DoAsync("tag.deleted", () => staff.Api.DeleteAsync($"{Crm.Root}/tags?id={scene.Tag}"));
        await DoAsync("label.removed", () => staff.Api.PostAsync($"{Crm.Root}/labels/unassign", new { labelId = scene.Label, entityId = scene.Person }));
        await DoAsync("label.assigned", () => staff.Api.PostAsync($"{Crm.Root}/labels/assign", new { labelId = scene.Label, entityId = scene.Person }));
        await DoAsync("dictionary_entry.updated", () => staff.Api.PatchAsync($"{Crm.Root}/dictionaries/statuses/{scene.Choice}", new { label = "Is active" }));
        await DoAsync("dictionary_entry.deleted", () => staff.Api.DeleteAsync($"{Crm.Root}/dictionaries/statuses/{scene.Choice}"));
        await DoAsync("dictionary_kind.updated", () => staff.Api.PatchAsync($"{Crm.Root}/dictionaries/kind-settings", new { kind = "statuses", sortOrder = 7 }));
        await DoAsync("settings.updated", () => staff.Api.PutAsync($"{Crm.Root}/settings/address-format", new { addressFormat = "street_first" }));

        var raised = (await EventsAsync(staff)).Skip(before).ToList();
        Assert.Equal(expected, raised.Select(e => e.Type));
        Assert.All(raised, e => Assert.Empty(e.Payload.EnumerateObject().Select(m => m.Name).Except(Members)));
        Assert.All(raised, e => Assert.True(Guid.TryParse(e.Payload.Text("id"), out _), e.Type));

        async Task DoAsync(string type, Func<Task<Answer>> write)
        {
            expected.Add(type);
            var answer = await write();
            Assert.True(answer.Status is 200 or 201, $"{type}: {answer.Text}");
        }
    }

    [Fact]
    public async Task An_undo_raises_the_opposite()
    {
        var staff = await api.AdminAsync();
        var (person, company, tag) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff), await Crm.TagAsync(staff));
        var before = (await EventsAsync(staff)).Count;
        foreach (var (path, body) in new (string, object)[]
        {
            ($"people/{person}/companies", new { companyId = company }), ("tags/assign", new { tagId = tag, entityId = person }), ("comments", new { entityId = person, body = "A note" }),
        })
        {
            (await staff.Api.UndoAsync(await staff.Api.PostAsync($"{Crm.Root}/{path}", body))).Is(200);
        }

        Assert.Equal(
            ["person_company_link.created", "person_company_link.deleted", "tag.assigned", "person.updated", "comment.created", "comment.deleted"],
            (await EventsAsync(staff)).Skip(before).Select(e => e.Type));
    }

    [Fact]
    public async Task A_request_that_changes_nothing_raises_nothing()
    {
        var staff = await api.AdminAsync();
        var scene = await Scene.SetAsync(api, staff);
        var before = (await EventsAsync(staff)).Count;
        (await staff.Api.PostAsync($"{Crm.Root}/people/{scene.Person}/companies", new { companyId = scene.Company })).Is(200);
        (await staff.Api.PatchAsync($"{Crm.Root}/people/{scene.Person}/companies/{scene.Link}", new { })).Is(200);
        (await staff.Api.PostAsync($"{Crm.Root}/labels/assign", new { labelId = scene.Label, entityId = scene.Person })).Is(200);
        (await staff.Api.PostAsync($"{Crm.Root}/tags/assign", new { tagId = scene.Tag, entityId = scene.Person })).Refuses(409);
        Assert.Equal(before, (await EventsAsync(staff)).Count);
    }
}
