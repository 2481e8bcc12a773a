using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>The people of a company, and the companies of a person, in lists.</summary>
public sealed class LinkListTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task The_people_of_a_company_are_searched_sorted_and_paged()
    {
        var staff = await api.AdminAsync();
        var company = await Crm.CompanyAsync(staff);
        var ids = new List<string>();
        foreach (var name in new[] { "Bauer", "Adler", "Cohen" })
        {
            ids.Add(await Crm.PersonAsync(staff, more: new { firstName = name, lastName = name, jobTitle = "Clerk" }));
            await Crm.LinkAsync(staff, ids[^1], company);
        }

        Assert.Equal([ids[1], ids[0], ids[2]], await FindAsync(""));
        Assert.Equal([ids[2], ids[0], ids[1]], await FindAsync("sort=name-desc"));
        Assert.Equal([ids[2], ids[1], ids[0]], await FindAsync("sort=recent"));
        Assert.Equal([ids[0]], await FindAsync("search=bau"));
        Assert.Equal([ids[0]], await FindAsync("search=ba"));
        var page = (await staff.Api.GetAsync($"{Crm.Root}/companies/{company}/people?page=2&pageSize=2")).Is(200).Root;
        Assert.Equal((3, 2, 2), (page.GetProperty("total").GetInt32(), page.GetProperty("page").GetInt32(), page.GetProperty("totalPages").GetInt32()));
        Assert.Equal(ids[2], Assert.Single(page.GetProperty("items").EnumerateArray()).Text("id"));
        foreach (var wrong in new[] { "sort=best", "page=0", "pageSize=101" })
        {
            (await staff.Api.GetAsync($"{Crm.Root}/companies/{company}/people?{wrong}")).Refuses(400, field: wrong.Split('=')[0]);
        }

        (await (await api.AdminAsync()).Api.GetAsync($"{Crm.Root}/companies/{company}/people")).Refuses(404, "Company not found");

        async Task<string[]> FindAsync(string query) => [.. (await staff.Api.GetAsync($"{Crm.Root}/companies/{company}/people?{query}")).Items().Select(i => i.Text("id"))];
    }

    [Fact]
    public async Task A_company_of_a_person_comes_with_what_is_known_about_it()
    {
        var staff = await api.AdminAsync();
        var person = await Crm.PersonAsync(staff);
        var company = (await staff.Api.PostAsync($"{Crm.Root}/companies", new { displayName = "Acme", industry = "tools", annualRevenue = 1250.5, renewalQuarter = "Q1" })).NewId();
        await Crm.LinkAsync(staff, person, company);
        await Crm.DealAsync(api, staff, company, "Won", "win", 1000m);
        await Crm.DealAsync(api, staff, company, "Won too", "won", 250.25m);
        var open = await Crm.DealAsync(api, staff, company, "Open", value: 5m);
        await Crm.DealAsync(api, staff, company, "Lost", "lost", 7m);
        var call = await Crm.InteractionAsync(api, staff, company);
        var item = (await staff.Api.GetAsync($"{Crm.Root}/people/{person}/companies/enriched?search=acme&sort=recent")).Items().Single();
        Assert.Equal(("Acme", "tools", "1250.25", "Q1"), (item.Text("displayName"), item.Text("subtitle"), item.Text("clv"), item.Text("renewalQuarter")));
        Assert.Equal((open.Id.ToString(), "5.00"), (item.GetProperty("activeDeal").Text("id"), item.GetProperty("activeDeal").Text("valueAmount")));
        Assert.Equal("1250.50", item.GetProperty("profile").Text("annualRevenue"));
        Assert.Equal(call.OccurredAt, item.GetProperty("lastContactAt").GetDateTimeOffset());
        Assert.Empty((await staff.Api.GetAsync($"{Crm.Root}/people/{person}/companies/enriched?search=nobody")).Items());
    }

    [Fact]
    public async Task A_company_of_a_person_leaves_out_what_the_caller_does_not_see_otherwise()
    {
        var staff = await api.AdminAsync();
        var scene = await Scene.SetAsync(api, staff);
        await Crm.DealAsync(api, staff, scene.Company, "Won", "won", 5m);
        string[] hidden = ["primaryAddress", "activeDeal", "lastContactAt", "clv"];
        var full = await ReadAsync(staff);
        Assert.All(hidden, member => Assert.NotEqual(JsonValueKind.Null, full.GetProperty(member).ValueKind));
        Assert.Single(full.GetProperty("roles").EnumerateArray());
        var bare = await ReadAsync(await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "customers.people.view"));
        Assert.All(hidden, member => Assert.Equal(JsonValueKind.Null, bare.GetProperty(member).ValueKind));
        Assert.Empty(bare.GetProperty("roles").EnumerateArray());

        async Task<JsonElement> ReadAsync(Person who) => (await who.Api.GetAsync($"{Crm.Root}/people/{scene.Person}/companies/enriched")).Items().Single();
    }
}
