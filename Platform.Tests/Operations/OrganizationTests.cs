using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Organizations of the hierarchy: what is kept, what is ignored, and what is refused.</summary>
public sealed class OrganizationTests(CenterFixture api) : IClassFixture<CenterFixture>
{
    [Fact]
    public async Task What_is_sent_comes_back_and_what_is_the_platforms_is_ignored()
    {
        var owner = await api.OwnerAsync();
        var (name, elsewhere) = (Desk.Unique("distributor"), Guid.CreateVersion7());
        var body = new
        {
            name = $"  {name} ", description = "Of the north", isMfaRequired = true, type = "owner", createdBy = elsewhere, parentId = elsewhere,
            customData = new { email = "a@b.example", region = "Italy", employees = 15, type = "owner", createdBy = elsewhere, createdAt = "2001-01-01T00:00:00Z", updatedBy = "me", updatedAt = "now" },
        };
        var created = (await owner.Api.PostAsync("/api/distributors", body)).Got(201);
        var read = (await owner.Api.GetAsync($"/api/distributors/{created.Text("id")}")).Got();
        Assert.True(JsonElement.DeepEquals(created, read));
        Assert.Equal((name, "Of the north", true), (read.Text("name"), read.Text("description"), read.GetProperty("isMfaRequired").GetBoolean()));
        var custom = read.GetProperty("customData");
        Assert.Equal(["email", "region", "employees", "type", "createdBy", "createdAt"], custom.EnumerateObject().Select(m => m.Name));
        Assert.Equal(("distributor", owner.OrganizationId), (custom.Text("type"), custom.Text("createdBy")));
        Assert.True(custom.GetProperty("createdAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow().AddMinutes(-5));
        Assert.Equal(owner.OrganizationId, (await api.Database.ScalarAsync<Guid>("SELECT parent_id FROM identity.organizations WHERE id = $1", Guid.Parse(created.Text("id")))).ToString());
    }

    [Fact]
    public async Task An_update_changes_what_is_sent_and_merges_custom_data()
    {
        var owner = await api.OwnerAsync();
        var body = new { name = Desk.Unique("d"), description = "before", customData = new { region = "Italy", phone = "1", tier = "basic" } };
        var path = $"/api/distributors/{(await owner.Api.PostAsync("/api/distributors", body)).Got(201).Text("id")}";
        var changed = (await owner.Api.PutAsync(path, new
        {
            name = "", description = "", isMfaRequired = true, customData = new { phone = "2", tier = (string?)null, locations = 3, type = "customer", createdBy = Guid.CreateVersion7() },
        })).Got();
        Assert.True(JsonElement.DeepEquals(changed, (await owner.Api.GetAsync(path)).Got()));
        Assert.Equal((body.name, "before", true), (changed.Text("name"), changed.Text("description"), changed.GetProperty("isMfaRequired").GetBoolean()));
        var custom = changed.GetProperty("customData");
        Assert.Equal(["region", "phone", "locations", "type", "createdBy", "createdAt", "updatedBy", "updatedAt"], custom.EnumerateObject().Select(m => m.Name));
        Assert.Equal(("2", "distributor", owner.OrganizationId, owner.OrganizationId), (custom.Text("phone"), custom.Text("type"), custom.Text("createdBy"), custom.Text("updatedBy")));
    }

    [Fact]
    public async Task A_name_is_one_organizations_whatever_its_level_and_case()
    {
        var owner = await api.OwnerAsync();
        var (name, other) = (Desk.Unique("taken"), Desk.Unique("other"));
        await owner.CreateAsync("distributors", name);
        var answer = (await owner.Api.PostAsync("/api/customers", new { name = name.ToUpperInvariant() })).Fails(409, "organization name already exists");
        Assert.Equal(name.ToUpperInvariant(), answer.Root.GetProperty("data").Text("name"));
        var id = await owner.CreateAsync("resellers", other);
        (await owner.Api.PutAsync($"/api/resellers/{id}", new { name })).Fails(409, "organization name already exists");
        (await owner.Api.PutAsync($"/api/resellers/{id}", new { name = other })).Got();
    }

    [Fact]
    public async Task Of_several_creates_of_one_name_at_once_one_wins()
    {
        var (owner, name) = (await api.OwnerAsync(), Desk.Unique("race"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => owner.Api.PostAsync(i % 2 == 0 ? "/api/customers" : "/api/resellers", new { name })));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a.Status != 201), a => a.Fails(409));
    }

    [Fact]
    public async Task All_failing_fields_are_told()
    {
        var owner = await api.OwnerAsync();
        (await owner.Api.PostAsync("/api/distributors", new { name = " ", description = new string('x', 2001) })).Invalid("name", "description");
        (await owner.Api.PostAsync("/api/distributors", "{}")).Invalid("name");
        (await owner.Api.PostAsync("/api/distributors", """{"name":"n","isMfaRequired":"yes"}""")).Invalid("isMfaRequired");
        (await owner.Api.PostAsync("/api/distributors", """{"name":"n","customData":[]}""")).Invalid("customData");
        (await owner.Api.PostAsync("/api/distributors", """{"name":"n","customData":{"a":"\u0000"}}""")).Invalid("customData");
        (await owner.Api.PostAsync("/api/distributors", "[]")).Fails(400);
        (await owner.Api.PostAsync("/api/distributors", "name=n")).Fails(400);
        (await owner.Api.PutAsync($"/api/distributors/{await owner.CreateAsync("distributors")}", new { name = new string('n', 201) })).Invalid("name");
    }

    [Fact]
    public async Task Custom_data_grows_to_its_limit_only()
    {
        var owner = await api.OwnerAsync();
        var path = $"/api/customers/{await owner.CreateAsync("customers")}";
        (await owner.Api.PutAsync(path, new { customData = new { a = new string('a', 40_000) } })).Got();
        (await owner.Api.PutAsync(path, new { customData = new { b = new string('b', 40_000) } })).Invalid("customData");
        (await owner.Api.PutAsync(path, new { customData = new { a = (string?)null, b = new string('b', 40_000) } })).Got();
    }

    [Fact]
    public async Task An_id_of_another_level_and_one_that_is_none_are_404()
    {
        var owner = await api.OwnerAsync();
        var id = await owner.CreateAsync("resellers");
        foreach (var path in new[] { $"/api/distributors/{id}", $"/api/customers/{id}", "/api/resellers/nonsense", $"/api/resellers/{Guid.CreateVersion7()}", "/api/resellers/%F0%9F%98%80" })
        {
            (await owner.Api.GetAsync(path)).Fails(404);
            (await owner.Api.PutAsync(path, new { description = "x" })).Fails(404);
            (await owner.Api.DeleteAsync(path)).Fails(404);
        }
    }

    [Fact]
    public async Task An_organization_with_others_below_or_with_accounts_is_not_deleted()
    {
        var (owner, distributor) = (await api.OwnerAsync(), await api.DistributorAsync());
        var path = $"/api/distributors/{distributor.OrganizationId}";
        var customer = await distributor.CreateAsync("customers");
        var facts = (await owner.Api.DeleteAsync(path)).Fails(409).Root.GetProperty("data");
        Assert.Equal((1, 1), (facts.GetProperty("organizations").GetInt32(), facts.GetProperty("accounts").GetInt32()));
        (await owner.Api.DeleteAsync($"/api/customers/{customer}")).Got();
        (await owner.Api.DeleteAsync(path)).Fails(409);
        (await owner.Api.DeleteAsync($"/api/accounts/{distributor.Id}")).Got();
        var deleted = (await owner.Api.DeleteAsync(path)).Got();
        Assert.Equal(distributor.OrganizationId, deleted.Text("id"));
        Assert.True(deleted.GetProperty("deletedAt").TryGetDateTimeOffset(out _));
        (await owner.Api.GetAsync(path)).Fails(404);
        (await owner.Api.DeleteAsync(path)).Fails(404);
    }

    [Fact]
    public async Task Pages_filters_and_search_run_over_the_whole_list()
    {
        var distributor = await api.DistributorAsync();
        var mark = Guid.CreateVersion7().ToString("N");
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await distributor.CreateAsync("customers", $"{mark}_{i}"));
        }

        var (first, pages) = await PageAsync("?page=1&page_size=2");
        Assert.Equal((2, 5, 3, true, false, 2), (first.Count, Number(pages, "total_count"), Number(pages, "total_pages"), Flag(pages, "has_next"), Flag(pages, "has_prev"), Number(pages, "next_page")));
        Assert.False(pages.TryGetProperty("prev_page", out _));
        var (last, end) = await PageAsync("?page=3&page_size=2");
        Assert.Equal((1, false, true, 2), (last.Count, Flag(end, "has_next"), Flag(end, "has_prev"), Number(end, "prev_page")));
        Assert.False(end.TryGetProperty("next_page", out _));
        Assert.Equal(ids, first.Concat((await PageAsync("?page=2&page_size=2")).Ids).Concat(last));
        foreach (var (query, page, size) in new[]
        {
            ("?page=0&page_size=0", 1, 20), ("?page=-1&page_size=101", 1, 20), ("?page=x&page_size=1.5", 1, 20), ("?page=99999999999&page_size=100", 1, 100), ("?page=7", 7, 20),
        })
        {
            var (_, shown) = await PageAsync(query);
            Assert.Equal((page, size, 5), (Number(shown, "page"), Number(shown, "page_size"), Number(shown, "total_count")));
        }

        Assert.Equal([ids[3]], (await PageAsync($"?search={mark[8..]}_3")).Ids);
        Assert.Equal([ids[2]], (await PageAsync($"?search={ids[2]}")).Ids);
        Assert.Equal([ids[1]], (await PageAsync($"?name={mark}_1")).Ids);
        Assert.Empty((await PageAsync($"?name={mark}")).Ids);
        Assert.Equal(5, (await PageAsync("?type=customer&search=")).Ids.Count);
        Assert.Empty((await PageAsync("?type=reseller")).Ids);
        Assert.Empty((await PageAsync("?search=%25")).Ids);
        (await distributor.Api.GetAsync($"/api/customers?search={new string('x', 300)}")).Invalid("search");

        async Task<(IReadOnlyList<string> Ids, JsonElement Pagination)> PageAsync(string query)
        {
            var data = (await distributor.Api.GetAsync($"/api/customers{query}")).Got();
            return (CenterFixture.Ids(data, "customers"), data.GetProperty("pagination"));
        }

        static int Number(JsonElement pagination, string name) => pagination.GetProperty(name).GetInt32();

        static bool Flag(JsonElement pagination, string name) => pagination.GetProperty(name).GetBoolean();
    }
}
