using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>A person and a company with what is kept about them.</summary>
public sealed class DetailTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    internal const string All = "addresses,comments,activities,interactions,deals,todos,people,nonsense";
    private static readonly string[] Sorts = ["addresses", "comments", "activities", "interactions", "deals", "todos"];

    private static int Count(JsonElement detail, string sort) => detail.GetProperty(sort).GetArrayLength();

    [Fact]
    public async Task What_is_not_asked_for_is_counted_and_not_sent()
    {
        var staff = await api.AdminAsync();
        var scene = await Scene.SetAsync(api, staff);
        foreach (var path in new[] { $"{Crm.Root}/people/{scene.Person}", $"{Crm.Root}/companies/{scene.Company}" })
        {
            var (bare, full) = ((await staff.Api.GetAsync(path)).Is(200).Root, (await staff.Api.GetAsync($"{path}?include={All}")).Is(200).Root);
            Assert.All(Sorts, sort => Assert.Equal(0, Count(bare, sort)));
            Assert.Equal([1, 1, 1, 2, 1, 1], Sorts.Select(sort => Count(full, sort)));
            Assert.All(Sorts, sort => Assert.Equal(Count(full, sort), bare.GetProperty("counts").GetProperty(sort).GetInt32()));
            Assert.Equal(1, bare.GetProperty("counts").GetProperty("linked").GetInt32());
            Assert.Equal("vip", Assert.Single(bare.GetProperty("tags").EnumerateArray()).Text("label"));
            Assert.Equal((staff.UserId.ToString(), staff.Email), (full.GetProperty("viewer").Text("userId"), full.GetProperty("viewer").Text("email")));
            Assert.Equal(staff.Email, full.GetProperty("comments")[0].Text("authorEmail"));
            Assert.Equal("A deal", full.GetProperty("interactions").EnumerateArray().Single(i => i.Text("interactionType") == "call").Text("dealTitle"));
            Assert.Equal(("A task", true), (full.GetProperty("todos")[0].Text("title"), full.GetProperty("todos")[0].GetProperty("isDone").GetBoolean()));
        }

        Assert.Equal(scene.Person, Assert.Single((await staff.Api.GetAsync($"{Crm.Root}/companies/{scene.Company}?include=people")).Root.GetProperty("people").EnumerateArray()).Text("id"));
        Assert.Equal("Lovelace", (await staff.Api.GetAsync($"{Crm.Root}/people/{scene.Person}")).Root.GetProperty("profile").Text("lastName"));
    }

    [Fact]
    public async Task Custom_fields_have_their_bare_keys()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync("/api/entities/definitions", new { entityId = "customers:person", key = "shoe", kind = "integer" })).Is(200);
        var id = await Crm.PersonAsync(staff, more: new { firstName = "Ada", lastName = "Lovelace", cf_shoe = 38 });
        Assert.Equal(38, (await staff.Api.GetAsync($"{Crm.Root}/people/{id}")).Is(200).Root.GetProperty("customFields").GetProperty("shoe").GetInt32());
    }

    [Fact]
    public async Task A_private_entry_of_somebody_elses_is_neither_shown_nor_counted()
    {
        var staff = await api.AdminAsync();
        var id = await Crm.PersonAsync(staff);
        await Crm.InteractionAsync(api, staff, id, visibility: "private", owner: Guid.CreateVersion7());
        var mine = await Crm.InteractionAsync(api, staff, id, visibility: "private");
        var detail = (await staff.Api.GetAsync($"{Crm.Root}/people/{id}?include=interactions,activities")).Is(200).Root;
        Assert.Equal(mine.Id.ToString(), Assert.Single(detail.GetProperty("interactions").EnumerateArray()).Text("id"));
        Assert.Equal((1, 1), (Count(detail, "activities"), detail.GetProperty("counts").GetProperty("interactions").GetInt32()));
    }

    [Fact]
    public async Task What_is_encrypted_in_the_tables_is_read_in_the_clear()
    {
        var staff = await api.AdminAsync();
        await EncryptAsync("customers:person", "displayName", "firstName", "jobTitle", "primaryEmail", "description");
        await EncryptAsync("customers:company", "displayName", "legalName");
        await EncryptAsync("customers:address", "addressLine1", "city", "country");
        await EncryptAsync("customers:comment", "body");
        var company = (await staff.Api.PostAsync($"{Crm.Root}/companies", new { displayName = "Hidden Ltd", legalName = "Hidden Limited" })).NewId();
        var person = await Crm.PersonAsync(staff, more: new { firstName = "Ada", lastName = "Lovelace", jobTitle = "Countess", primaryEmail = "ada@x.example", description = "Knows engines", companyEntityId = company });
        (await staff.Api.PostAsync($"{Crm.Root}/addresses", new { entityId = person, addressLine1 = "12 St James Square", city = "London", country = "United Kingdom" })).Is(201);
        (await staff.Api.PostAsync($"{Crm.Root}/comments", new { entityId = person, body = "Likes numbers" })).Is(201);
        foreach (var sql in new[]
        {
            "SELECT display_name, first_name, job_title, primary_email, description FROM customers.customers WHERE tenant_id = $1 AND kind = 'person'",
            "SELECT display_name, legal_name FROM customers.customers WHERE tenant_id = $1 AND kind = 'company'",
            "SELECT address_line1, city, country FROM customers.addresses WHERE tenant_id = $1", "SELECT body FROM customers.comments WHERE tenant_id = $1",
        })
        {
            Assert.All((await api.Database.RowsAsync(sql, staff.TenantId)).Single(), value => Assert.StartsWith("enc:v1:", (string)value!, StringComparison.Ordinal));
        }

        foreach (var path in new[]
        {
            $"people/{person}?include=addresses,comments", $"companies/{company}?include=people", $"companies/{company}/people?search=count", $"people/{person}/companies",
            $"people/{person}/companies/enriched?search=hidden", $"addresses?entityId={person}", $"comments?entityId={person}", $"addresses?entityId={person}&format=csv",
        })
        {
            var text = (await staff.Api.GetAsync($"{Crm.Root}/{path}")).Is(200).Text;
            Assert.False(text.Contains("enc:v1:", StringComparison.Ordinal), $"{path}: {text}");
        }

        var detail = (await staff.Api.GetAsync($"{Crm.Root}/people/{person}?include=addresses,comments")).Root;
        Assert.Equal(("Ada Lovelace", "Countess", "Knows engines"), (detail.GetProperty("person").Text("displayName"), detail.GetProperty("profile").Text("jobTitle"), detail.GetProperty("person").Text("description")));
        Assert.Equal(("London", "Likes numbers", "Hidden Ltd"), (detail.GetProperty("addresses")[0].Text("city"), detail.GetProperty("comments")[0].Text("body"), detail.GetProperty("companies")[0].Text("displayName")));
        Assert.Equal(person, (await staff.Api.GetAsync($"{Crm.Root}/companies/{company}/people?search=lovel")).Items().Single().Text("id"));
        foreach (var path in new[] { $"companies/{company}/people?search=en", $"people/{person}/companies/enriched?search=v1", "people?emailContains=enc", "people?emailContains=v1", "people?emailStartsWith=en" })
        {
            Assert.Empty((await staff.Api.GetAsync($"{Crm.Root}/{path}")).Items());
        }

        async Task EncryptAsync(string entity, params string[] fields) => (await staff.Api.PostAsync("/api/entities/encryption", new
        {
            entityId = entity, isActive = true, fields = fields.Select(f => new { field = f }),
        })).Is(200);
    }

    [Fact]
    public async Task Who_is_not_there_is_not_found()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var (person, company) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff));
        (await stranger.Api.GetAsync($"{Crm.Root}/people/{person}")).Refuses(404, "Person not found");
        (await stranger.Api.GetAsync($"{Crm.Root}/companies/{company}")).Refuses(404, "Company not found");
        (await staff.Api.GetAsync($"{Crm.Root}/people/{company}")).Refuses(404);
        (await staff.Api.GetAsync($"{Crm.Root}/companies/{person}")).Refuses(404);
        (await staff.Api.GetAsync($"{Crm.Root}/people/nobody")).Refuses(400, "Invalid identifier");
        var deleted = (await staff.Api.DeleteAsync($"{Crm.Root}/people?id={person}")).Is(200);
        (await staff.Api.GetAsync($"{Crm.Root}/people/{person}")).Refuses(404);
        (await staff.Api.UndoAsync(deleted)).Is(200);
        (await staff.Api.GetAsync($"{Crm.Root}/people/{person}")).Is(200);
        (await (await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "customers.companies.view")).Api.GetAsync($"{Crm.Root}/people/{person}")).Refuses(403);
    }

    [Fact]
    public async Task Sorts_that_the_caller_does_not_see_otherwise_are_left_out()
    {
        var staff = await api.AdminAsync();
        var scene = await Scene.SetAsync(api, staff);
        foreach (var (feature, shown) in new (string, string[])[]
        {
            ("customers.activities.view", ["addresses", "comments"]), ("customers.interactions.view", ["activities", "interactions", "todos"]), ("customers.deals.view", ["deals"]),
        })
        {
            var reader = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "customers.people.view", "customers.companies.view", feature);
            foreach (var path in new[] { $"people/{scene.Person}", $"companies/{scene.Company}" })
            {
                var detail = (await reader.Api.GetAsync($"{Crm.Root}/{path}?include={All}")).Is(200).Root;
                Assert.Equal(shown.Order(), Sorts.Where(sort => Count(detail, sort) > 0).Order());
                Assert.All(detail.GetProperty("interactions").EnumerateArray(), i => Assert.Null(i.GetProperty("dealTitle").GetString()));
            }
        }
    }

    [Fact]
    public async Task A_telephone_number_is_found_by_its_digits_also_where_it_is_encrypted()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync("/api/entities/encryption", new { entityId = "customers:person", isActive = true, fields = new[] { new { field = "primaryPhone" } } })).Is(200);
        var id = await Crm.PersonAsync(staff, more: new { firstName = "Ada", lastName = "Lovelace", primaryPhone = "+49 (30) 123-456" });
        foreach (var digits in new[] { "4930123456", "%2B49%2030%20123%20456" })
        {
            Assert.Equal(id, (await CheckAsync(staff, digits)).Text("id"));
        }

        foreach (var digits in new[] { "4930123457", "123456", "none" })
        {
            Assert.Equal(JsonValueKind.Null, (await CheckAsync(staff, digits)).ValueKind);
        }

        Assert.Equal(JsonValueKind.Null, (await CheckAsync(await api.AdminAsync(), "4930123456")).ValueKind);
        (await staff.Api.GetAsync($"{Crm.Root}/people/check-phone")).Refuses(400, field: "digits");

        static async Task<JsonElement> CheckAsync(Person staff, string digits) => (await staff.Api.GetAsync($"{Crm.Root}/people/check-phone?digits={digits}")).Is(200).Root.GetProperty("match");
    }
}
