using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Which people a list finds, also where a tenant has their names and addresses encrypted.</summary>
public sealed class PersonListTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string People = "/api/customers/people";

    private static async Task<string[]> FindAsync(Person staff, string query) =>
        [.. (await staff.Api.GetAsync($"{People}?sortField=createdAt&{query}")).Items().Select(i => i.Text("id"))];

    private static async Task<string> AddAsync(Person staff, object body) => (await staff.Api.PostAsync(People, body)).NewId();

    [Fact]
    public async Task A_custom_value_is_ciphertext_where_the_organization_of_the_row_wants_it()
    {
        var staff = await api.AdminAsync();
        var below = await api.BelowAsync(staff);
        (await below.Api.PostAsync("/api/entities/definitions.batch", new { entityId = "customers:person", definitions = new[] { new { key = "iban", kind = "text" } } })).Is(200);
        (await staff.Api.PostAsync("/api/entities/encryption", new { entityId = "customers:person", organizationId = below.OrganizationId, fields = new[] { new { field = "iban" } } })).Is(200);
        async Task<string> StoredAsync(object? organizationId)
        {
            var id = (await staff.Api.PostAsync($"{Crm.Root}/people", new { firstName = "Ada", lastName = "Lovelace", cf_iban = "DE02", organizationId })).NewId();
            return (await api.Database.ScalarAsync<string>("SELECT custom ->> 'iban' FROM customers.customers WHERE id = $1", Guid.Parse(id)))!;
        }

        Assert.StartsWith("enc:v1:", await StoredAsync(below.OrganizationId), StringComparison.Ordinal);
        Assert.Equal("DE02", await StoredAsync(staff.OrganizationId));
    }

    [Fact]
    public async Task Filters_keep_the_rows_that_they_say()
    {
        var staff = await api.AdminAsync();
        var company = (await staff.Api.PostAsync("/api/customers/companies", new { displayName = "Acme" })).NewId();
        var anna = await AddAsync(staff, new { firstName = "Anna", lastName = "Ölmann", primaryEmail = "Anna@x.example", companyEntityId = company, status = "active" });
        var bert = await AddAsync(staff, new { firstName = "Bert", lastName = "Bauer", primaryPhone = "+49 30 123456" });

        Assert.Equal([anna], await FindAsync(staff, "search=olm"));
        Assert.Equal([anna], await FindAsync(staff, "email=anna@X.EXAMPLE"));
        Assert.Equal([anna], await FindAsync(staff, "emailStartsWith=ann"));
        Assert.Equal([anna], await FindAsync(staff, "emailContains=na@x"));
        Assert.Equal([anna], await FindAsync(staff, "status=active,other"));
        Assert.Equal([bert], await FindAsync(staff, "hasEmail=false"));
        Assert.Equal([bert], await FindAsync(staff, "hasPhone=true"));
        Assert.Equal([anna, bert], await FindAsync(staff, "hasNextInteraction=false"));
        Assert.Equal([anna, bert], await FindAsync(staff, "createdFrom=2020-01-01"));
        Assert.Empty(await FindAsync(staff, "createdTo=2020-01-01"));
        Assert.Equal([bert], await FindAsync(staff, $"excludeIds={anna}"));
        Assert.Equal([bert], await FindAsync(staff, $"excludeLinkedCompanyId={company}"));
        Assert.Empty(await FindAsync(staff, "tagIdsEmpty=true"));
        foreach (var wrong in new[] { "hasEmail=maybe", "createdFrom=soon", "tagIds=7", "excludeIds=x", "excludeLinkedDealId=x" })
        {
            (await staff.Api.GetAsync($"{People}?{wrong}")).Refuses(400, field: wrong.Split('=')[0]);
        }
    }

    [Fact]
    public async Task A_display_name_that_is_made_of_long_names_can_be_sent_back()
    {
        var staff = await api.AdminAsync();
        var id = await AddAsync(staff, new { firstName = new string('a', 198), lastName = "😀" + new string('b', 190) });
        var name = (await staff.Api.GetAsync($"{People}?ids={id}")).Items().Single().Text("display_name");
        Assert.Equal(new string('a', 198), name);
        (await staff.Api.PutAsync(People, new { id, displayName = name })).Is(200);
    }

    [Fact]
    public async Task Encrypted_columns_are_ciphertext_in_the_table_and_are_found_all_the_same()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync("/api/entities/encryption", new
        {
            entityId = "customers:person", isActive = true,
            fields = new[] { new { field = "displayName" }, new { field = "firstName" }, new { field = "lastName" }, new { field = "primaryEmail" } },
        })).Is(200);
        var id = await AddAsync(staff, new { firstName = "Secret", lastName = "Keeper", primaryEmail = "hidden@x.example" });

        var stored = (await api.Database.RowsAsync("SELECT display_name, first_name, last_name, primary_email, email_hash FROM customers.customers WHERE id = $1", Guid.Parse(id))).Single();
        Assert.All(stored.Take(4), value => Assert.StartsWith("enc:v1:", (string)value!, StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", (string)stored[4]!, StringComparison.Ordinal);
        foreach (var query in new[] { "search=secr", "email=HIDDEN@x.example", "emailStartsWith=hidd" })
        {
            Assert.Equal([id], await FindAsync(staff, query));
        }

        var changed = (await staff.Api.PutAsync(People, new { id, lastName = "Teller" })).Is(200);
        Assert.Equal(("Secret", "Teller"), await NameAsync());
        (await staff.Api.UndoAsync(changed)).Is(200);
        Assert.Equal(("Secret", "Keeper"), await NameAsync());
        (await staff.Api.GetAsync($"{People}?sortField=displayName")).Refuses(400, field: "sortField");

        async Task<(string First, string Last)> NameAsync()
        {
            var item = (await staff.Api.GetAsync($"{People}?ids={id}")).Items().Single();
            return (item.Text("first_name"), item.Text("last_name"));
        }
    }
}
