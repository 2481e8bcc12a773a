using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Addresses and comments of customers.</summary>
public sealed class AddressTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Addresses = $"{Crm.Root}/addresses";
    private const string Comments = $"{Crm.Root}/comments";

    private static Task<Answer> AddAsync(Person staff, string customer, bool isPrimary = true, string line = "1 Main Street") =>
        staff.Api.PostAsync(Addresses, new { entityId = customer, addressLine1 = line, isPrimary });

    private static async Task<string[]> PrimaryAsync(Person staff, string customer) =>
        [.. (await staff.Api.GetAsync($"{Addresses}?entityId={customer}")).Items().Where(a => a.GetProperty("is_primary").GetBoolean()).Select(a => a.Text("id"))];

    [Fact]
    public async Task One_address_is_primary_also_when_many_become_so_at_once_and_after_undo()
    {
        var staff = await api.AdminAsync();
        var person = await Crm.PersonAsync(staff);
        var first = (await AddAsync(staff, person)).NewId();
        var second = (await AddAsync(staff, person)).Is(201);
        Assert.Equal([second.Root.Text("id")], await PrimaryAsync(staff, person));
        (await staff.Api.UndoAsync(second)).Is(200);
        Assert.Equal([first], await PrimaryAsync(staff, person));

        var deleted = (await staff.Api.DeleteAsync($"{Addresses}?id={first}")).Is(200);
        var third = (await AddAsync(staff, person)).NewId();
        (await staff.Api.UndoAsync(deleted)).Refuses(400);
        Assert.Equal([third], await PrimaryAsync(staff, person));

        var others = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AddAsync(staff, person, isPrimary: false)));
        var answers = await Task.WhenAll(others.Select(o => staff.Api.PutAsync(Addresses, new { id = o.NewId(), isPrimary = true })).Concat(Enumerable.Range(0, 3).Select(_ => AddAsync(staff, person))));
        Assert.All(answers, a => Assert.Contains(a.Status, new[] { 200, 201 }));
        Assert.Single(await PrimaryAsync(staff, person));
    }

    [Fact]
    public async Task An_address_lies_where_its_customer_lies_and_goes_and_comes_with_it()
    {
        var staff = await api.AdminAsync();
        var child = await api.BelowAsync(staff);
        var person = await Crm.PersonAsync(child);
        var id = (await AddAsync(staff, person)).NewId();
        Assert.Equal(child.OrganizationId.ToString(), Assert.Single((await child.Api.GetAsync($"{Addresses}?ids={id}")).Items()).Text("organization_id"));
        var deleted = (await child.Api.DeleteAsync($"{Crm.Root}/people?id={person}")).Is(200);
        Assert.Empty((await child.Api.GetAsync($"{Addresses}?ids={id}")).Items());
        (await child.Api.PutAsync(Addresses, new { id, city = "Here" })).Refuses(404);
        (await child.Api.UndoAsync(deleted)).Is(200);
        Assert.Single((await child.Api.GetAsync($"{Addresses}?ids={id}")).Items());

        // Moved to another customer it is that one's.
        var company = await Crm.CompanyAsync(staff);
        (await staff.Api.PutAsync(Addresses, new { id, entityId = company })).Is(200);
        Assert.Equal(staff.OrganizationId.ToString(), Assert.Single((await staff.Api.GetAsync($"{Addresses}?entityId={company}")).Items()).Text("organization_id"));
        Assert.Empty((await child.Api.GetAsync($"{Addresses}?ids={id}")).Items());
    }

    [Fact]
    public async Task An_address_that_moves_while_it_becomes_primary_leaves_its_new_customer_with_one()
    {
        var staff = await api.AdminAsync();
        for (var round = 0; round < 6; round++)
        {
            var (from, to) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff));
            var id = (await AddAsync(staff, from, isPrimary: false)).NewId();
            var answers = await Task.WhenAll(
                staff.Api.PutAsync(Addresses, new { id, entityId = to }), staff.Api.PutAsync(Addresses, new { id, isPrimary = true }), AddAsync(staff, to));
            Assert.Equal((200, 201), (answers[0].Status, answers[2].Status));
            Assert.Contains(answers[1].Status, new[] { 200, 409 });
            Assert.Single(await PrimaryAsync(staff, to));
        }
    }

    [Fact]
    public async Task Bad_addresses_and_other_tenants_customers_are_refused()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var (person, theirs) = (await Crm.PersonAsync(staff), await Crm.PersonAsync(stranger));
        (await AddAsync(staff, theirs)).Refuses(404, "Customer not found");
        (await AddAsync(staff, person, line: " ")).Refuses(400, field: "addressLine1");
        (await staff.Api.PostAsync(Addresses, new { addressLine1 = "x" })).Refuses(400, field: "entityId");
        foreach (var (field, value) in new[] { ("latitude", 91), ("longitude", -181) })
        {
            (await staff.Api.PostAsync(Addresses, new Dictionary<string, object> { ["entityId"] = person, ["addressLine1"] = "x", [field] = value })).Refuses(400, field: field);
        }

        (await staff.Api.PostAsync(Addresses, new { entityId = person, addressLine1 = "x", tenantId = stranger.TenantId })).Refuses(403);
        (await staff.Api.PostAsync(Addresses, new { entityId = person, addressLine1 = "x", organizationId = stranger.OrganizationId })).Refuses(403);
        (await staff.Api.PutAsync(Addresses, new { id = (await AddAsync(staff, person)).NewId(), entityId = theirs })).Refuses(404);
        Assert.Empty((await stranger.Api.GetAsync($"{Addresses}?entityId={person}")).Items());
    }

    [Fact]
    public async Task Numbers_are_written_as_they_were_sent()
    {
        var staff = await api.AdminAsync();
        var person = await Crm.PersonAsync(staff);
        (await staff.Api.PostAsync(Addresses, new { entityId = person, addressLine1 = "x", latitude = 51.5074, longitude = -100 })).Is(201);
        var listed = (await staff.Api.GetAsync($"{Addresses}?entityId={person}")).Items().Single();
        var shown = (await staff.Api.GetAsync($"{Crm.Root}/people/{person}?include=addresses")).Is(200).Root.GetProperty("addresses")[0];
        Assert.All([listed, shown], a => Assert.Equal(("51.5074", "-100"), (a.GetProperty("latitude").GetRawText(), a.GetProperty("longitude").GetRawText())));
    }

    [Fact]
    public async Task Who_sees_all_organizations_still_names_one_of_his_tenant()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var child = await api.BelowAsync(staff);
        foreach (var (organization, status) in new[] { (child.OrganizationId, 201), (stranger.OrganizationId, 403), (Guid.CreateVersion7(), 403) })
        {
            (await staff.Api.PostAsync($"{Crm.Root}/tags", new { slug = "vip", label = "x", organizationId = organization }, ("Cookie", "om_selected_org=__all__"))).Is(status);
        }
    }

    [Fact]
    public async Task A_comment_is_its_authors_may_be_about_a_deal_and_is_refused_where_something_is_foreign()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var (person, theirs) = (await Crm.PersonAsync(staff), await Crm.PersonAsync(stranger));
        var (deal, foreign) = (await Crm.DealAsync(api, staff, person), await Crm.DealAsync(api, stranger, theirs));
        var created = (await staff.Api.PostAsync(Comments, new { entityId = person, dealId = deal.Id, body = "About the deal", appearanceColor = "#112233" })).Is(201).Root;
        Assert.Equal(staff.UserId.ToString(), created.Text("authorUserId"));
        await staff.Api.PostAsync(Comments, new { entityId = person, body = "Otherwise" });
        var item = Assert.Single((await staff.Api.GetAsync($"{Comments}?dealId={deal.Id}&sortField=createdAt&sortDir=desc")).Items());
        Assert.Equal((created.Text("id"), "About the deal", "#112233"), (item.Text("id"), item.Text("body"), item.Text("appearance_color")));
        Assert.Equal(2, (await staff.Api.GetAsync($"{Comments}?entityId={person}")).Items().Count);

        (await staff.Api.PostAsync(Comments, new { entityId = theirs, body = "x" })).Refuses(404, "Customer not found");
        (await staff.Api.PostAsync(Comments, new { entityId = person, dealId = foreign.Id, body = "x" })).Refuses(404, "Deal not found");
        (await staff.Api.PostAsync(Comments, new { entityId = person, authorUserId = stranger.UserId, body = "x" })).Refuses(400, field: "authorUserId");
        (await staff.Api.PostAsync(Comments, new { entityId = person, body = "x", appearanceColor = "red" })).Refuses(400, field: "appearanceColor");
        (await staff.Api.PutAsync(Comments, new { id = created.Text("id"), dealId = (string?)null })).Is(200);
        Assert.Equal(JsonValueKind.Null, (await staff.Api.GetAsync($"{Comments}?ids={created.Text("id")}")).Items().Single().GetProperty("deal_id").ValueKind);
    }
}
