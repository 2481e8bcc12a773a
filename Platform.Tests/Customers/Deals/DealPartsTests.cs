using Platform.Tests.Support;

namespace Platform.Tests.Customers.Deals;

/// <summary>The people and companies of a deal.</summary>
public sealed class DealPartsTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static async Task<string[]> PartsAsync(Sales sales, string deal, string kind) =>
        [.. (await sales.Api.GetAsync($"{Sales.Deals}/{deal}/{kind}?sort=label-asc")).Items().Select(i => i.Text("id"))];

    [Fact]
    public async Task A_list_that_is_sent_replaces_its_kind_and_undo_brings_back_what_was()
    {
        var sales = await Sales.OpenAsync(api);
        var (anna, bert, acme) = (await sales.PersonAsync(), await sales.PersonAsync("Bert"), await sales.CompanyAsync());
        var id = await sales.DealAsync(new { title = "A deal", personIds = new[] { anna, anna }, companyIds = new[] { acme } });
        Assert.Equal([anna], await PartsAsync(sales, id, "people"));

        var changed = (await sales.ChangeAsync(new { id, personIds = new[] { bert } })).Is(200);
        Assert.Equal([bert], await PartsAsync(sales, id, "people"));
        Assert.Equal([acme], await PartsAsync(sales, id, "companies"));
        var undone = (await sales.Api.UndoAsync(changed)).Is(200);
        Assert.Equal([anna], await PartsAsync(sales, id, "people"));
        (await sales.Api.RedoAsync(undone.Root.Text("logId"))).Is(200);
        Assert.Equal([bert], await PartsAsync(sales, id, "people"));

        (await sales.ChangeAsync(new { id, title = "Renamed" })).Is(200);
        Assert.Equal([bert], await PartsAsync(sales, id, "people"));
        (await sales.ChangeAsync(new { id, personIds = (string[]?)null, companyIds = Array.Empty<string>() })).Is(200);
        Assert.Empty(await PartsAsync(sales, id, "people"));
        Assert.Empty(await PartsAsync(sales, id, "companies"));
    }

    [Fact]
    public async Task Nobody_of_another_tenant_or_kind_and_nobody_deleted_takes_part()
    {
        var sales = await Sales.OpenAsync(api);
        var stranger = await Sales.OpenAsync(api);
        var (anna, acme, foreign) = (await sales.PersonAsync(), await sales.CompanyAsync(), await stranger.PersonAsync());
        var gone = await sales.PersonAsync("Gone");
        (await sales.Api.DeleteAsync($"/api/customers/people?id={gone}")).Is(200);
        foreach (var wrong in new[] { foreign, acme, gone })
        {
            (await sales.Api.PostAsync(Sales.Deals, new { title = "A deal", personIds = new[] { anna, wrong } })).Refuses(400, field: "personIds");
        }

        (await sales.Api.PostAsync(Sales.Deals, new { title = "A deal", companyIds = new[] { anna } })).Refuses(400, field: "companyIds");
        Assert.Empty(await sales.FindAsync(""));
    }

    [Fact]
    public async Task Lists_of_parts_are_searched_sorted_and_paged_also_where_names_are_ciphertext()
    {
        var sales = await Sales.OpenAsync(api);
        (await sales.Api.PostAsync("/api/entities/encryption", new
        {
            entityId = "customers:person", isActive = true, fields = new[] { new { field = "displayName" }, new { field = "primaryEmail" } },
        })).Is(200);
        var (anna, bert, carl) = (await sales.PersonAsync(), await sales.PersonAsync("Bert"), await sales.PersonAsync("Carl"));
        var id = await sales.DealAsync(new { title = "A deal", personIds = new[] { carl, anna, bert } });

        Assert.Equal([anna, bert, carl], await PartsAsync(sales, id, "people"));
        Assert.Equal([carl, bert, anna], await IdsAsync("sort=label-desc"));
        Assert.Equal([bert], await IdsAsync("search=bert@x"));
        Assert.Equal([carl], await IdsAsync("page=2&pageSize=2"));
        var page = (await sales.Api.GetAsync($"{Sales.Deals}/{id}/people?pageSize=2")).Is(200).Root;
        Assert.Equal((3, 2), (page.GetProperty("total").GetInt32(), page.GetProperty("totalPages").GetInt32()));
        foreach (var wrong in new[] { "sort=up", "page=0", "pageSize=101" })
        {
            (await sales.Api.GetAsync($"{Sales.Deals}/{id}/people?{wrong}")).Refuses(400, field: wrong.Split('=')[0]);
        }

        (await (await Sales.OpenAsync(api)).Api.GetAsync($"{Sales.Deals}/{id}/people")).Refuses(404, "Deal not found");
        (await sales.Api.GetAsync($"{Sales.Deals}/{anna}/companies")).Refuses(404, "Deal not found");

        async Task<string[]> IdsAsync(string query) => [.. (await sales.Api.GetAsync($"{Sales.Deals}/{id}/people?{query}")).Items().Select(i => i.Text("id"))];
    }

    [Fact]
    public async Task A_customer_with_a_deal_is_not_deleted_and_of_a_race_one_wins()
    {
        var sales = await Sales.OpenAsync(api);
        for (var round = 0; round < 8; round++)
        {
            var person = await sales.PersonAsync();
            var id = await sales.DealAsync();
            var both = await Task.WhenAll(sales.ChangeAsync(new { id, personIds = new[] { person } }), sales.Api.DeleteAsync($"/api/customers/people?id={person}"));
            Assert.Contains((both[0].Status, both[1].Status), new[] { (200, 422), (400, 200) });
            Assert.Equal(both[0].Status == 200 ? 1 : 0, (await PartsAsync(sales, id, "people")).Length);
        }
    }

    [Fact]
    public async Task An_undo_gives_no_deleted_person_a_part_again()
    {
        var sales = await Sales.OpenAsync(api);
        var person = await sales.PersonAsync();
        var id = await sales.DealAsync(new { title = "A deal", personIds = new[] { person } });
        var changed = (await sales.ChangeAsync(new { id, personIds = Array.Empty<string>() })).Is(200);
        (await sales.Api.DeleteAsync($"/api/customers/people?id={person}")).Is(200);
        (await sales.Api.UndoAsync(changed)).Refuses(400, "Undo token not available");
        Assert.Empty(await PartsAsync(sales, id, "people"));
    }

    [Fact]
    public async Task A_deal_does_not_come_back_to_customers_who_are_gone()
    {
        var sales = await Sales.OpenAsync(api);
        var (person, company) = (await sales.PersonAsync(), await sales.CompanyAsync());
        foreach (var (path, parts) in new (string, object)[]
        {
            ($"people?id={person}", new { title = "A deal", personIds = new[] { person } }), ($"companies?id={company}", new { title = "A deal", companyIds = new[] { company } }),
        })
        {
            var deleted = (await sales.Api.DeleteAsync($"{Sales.Deals}?id={await sales.DealAsync(parts)}")).Is(200);
            var gone = (await sales.Api.DeleteAsync($"{Crm.Root}/{path}")).Is(200);
            (await sales.Api.UndoAsync(deleted)).Refuses(400, "Undo token not available");
            Assert.Empty(await sales.FindAsync(""));
            (await sales.Api.UndoAsync(gone)).Is(200);
            var back = (await sales.Api.UndoAsync(deleted)).Is(200);
            Assert.Single(await sales.FindAsync(""));
            (await sales.Api.RedoAsync(back.Root.Text("logId"))).Is(200);
        }
    }

    [Fact]
    public async Task A_detail_shows_parts_owner_and_viewer()
    {
        var sales = await Sales.OpenAsync(api);
        var (anna, acme) = (await sales.PersonAsync(), await sales.CompanyAsync());
        var id = await sales.DealAsync(new { title = "A deal", personIds = new[] { anna }, companyIds = new[] { acme }, ownerUserId = sales.Staff.UserId });
        var detail = (await sales.Api.GetAsync($"{Sales.Deals}/{id}")).Is(200).Root;
        Assert.Equal(("Anna Buyer", "Anna@x.example", "person"), Part("people"));
        Assert.Equal(("Acme", "acme.example", "company"), Part("companies"));
        Assert.Equal(sales.Staff.UserId.ToString(), detail.GetProperty("owner").Text("id"));
        Assert.Equal(sales.Staff.Email, detail.GetProperty("viewer").Text("email"));
        Assert.Empty(detail.GetProperty("pipelineStages").EnumerateArray());
        Assert.Empty((await sales.Api.GetAsync($"{Sales.Deals}/{id}?include=everything")).Is(200).Root.GetProperty("stageTransitions").EnumerateArray());
        foreach (var path in new[] { "", "/people", "/companies", "/stats" })
        {
            (await sales.Api.GetAsync($"{Sales.Deals}/x{path}")).Refuses(400, "Invalid identifier");
        }

        (await (await Sales.OpenAsync(api)).Api.GetAsync($"{Sales.Deals}/{id}")).Refuses(404, "Deal not found");
        (await (await Sales.OpenAsync(api, "customers.people.view")).Api.GetAsync($"{Sales.Deals}/{id}")).Refuses(403);

        (string, string, string) Part(string list)
        {
            var part = Assert.Single(detail.GetProperty(list).EnumerateArray());
            return (part.Text("label"), part.Text("subtitle"), part.Text("kind"));
        }
    }
}
