using Platform.Tests.Support;

namespace Platform.Tests.Crud;

/// <summary>How many rows a list says that there are: exact, except for many that a filter or a search finds.</summary>
public sealed class TotalTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Tags = "/api/customers/tags";

    private static async Task<long> TotalAsync(Person staff, string query = "") => (await staff.Api.GetAsync($"{Tags}?pageSize=2&{query}")).Is(200).Root.GetProperty("total").GetInt64();

    private static async Task AddAsync(Person staff, string slug) => (await staff.Api.PostAsync(Tags, new { slug, label = slug })).NewId();

    [Fact]
    public async Task What_is_found_is_counted_anew_unless_there_are_more_than_ten_thousand()
    {
        var staff = await api.AdminAsync();
        await AddAsync(staff, "first");
        await FillAsync(staff, "often", 10_000);
        await FillAsync(staff, "seldom", 9_000);
        Assert.Equal(10_000, await TotalAsync(staff, "search=often"));
        await AddAsync(staff, "often-again");
        Assert.Equal(10_001, await TotalAsync(staff, "search=often"));

        // Now there are many: counted a moment ago is good enough, for this question alone.
        await AddAsync(staff, "often-once-more");
        Assert.Equal(10_001, await TotalAsync(staff, "search=often&page=2&sortField=slug&sortDir=desc"));
        Assert.Equal(10_002, await TotalAsync(staff, "search=ofte"));
        Assert.Equal(9_000, await TotalAsync(staff, "search=seldom"));
        Assert.Equal(19_003, await TotalAsync(staff));

        // What one has counted is not what another sees: in an organization below, and in another tenant.
        foreach (var other in new[] { await api.BelowAsync(staff), await api.AdminAsync() })
        {
            foreach (var slug in new[] { "often-a", "often-b", "often-c" })
            {
                await AddAsync(other, slug);
            }

            Assert.Equal(3, await TotalAsync(other, "search=often"));
        }
    }

    [Fact]
    public async Task A_word_of_many_people_finds_them_page_by_page_and_with_another_word_the_one()
    {
        const string people = "/api/customers/people";
        var staff = await api.AdminAsync();
        var first = Guid.Parse((await staff.Api.PostAsync(people, new { firstName = "Ada", lastName = "Lovelace" })).NewId());
        foreach (var copy in new[]
        {
            "INSERT INTO customers.customers SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).* FROM customers.customers c, generate_series(1, 10001) WHERE id = $1",
            """
            INSERT INTO query_index.documents SELECT (jsonb_populate_record(d, jsonb_build_object('record_id', c.id))).*
            FROM query_index.documents d JOIN customers.customers c ON c.tenant_id = d.tenant_id AND c.id <> d.record_id WHERE d.record_id = $1
            """,
        })
        {
            Assert.Equal(10_001, await api.Database.ExecuteAsync(copy, first));
        }

        var rare = (await staff.Api.PostAsync(people, new { firstName = "Mary", lastName = "Lovelace" })).NewId();
        var pages = new[] { await PageAsync("search=lovelace&page=1"), await PageAsync("search=lovelace&page=2") };
        Assert.All(pages, page => Assert.Equal((10_003, 50), page.Counts));
        Assert.Empty(pages[0].Ids.Intersect(pages[1].Ids));
        Assert.Equal(rare, (await PageAsync("search=lovelace&sortField=createdAt&sortDir=desc")).Ids[0]);
        var found = await PageAsync("search=love+mary");
        Assert.Equal([rare], found.Ids);
        Assert.Equal((1, 1), found.Counts);
        Assert.Equal(0, (await PageAsync("search=byron")).Counts.Total);

        async Task<(List<string> Ids, (int Total, int Shown) Counts)> PageAsync(string query)
        {
            var answer = (await staff.Api.GetAsync($"{people}?pageSize=50&{query}")).Is(200);
            var ids = answer.Items().Select(i => i.Text("id")).ToList();
            return (ids, (answer.Root.GetProperty("total").GetInt32(), ids.Count));
        }
    }

    private Task<int> FillAsync(Person staff, string slug, int count) => api.Database.ExecuteAsync("""
        INSERT INTO customers.tags (id, tenant_id, organization_id, slug, label, created_at, updated_at)
        SELECT gen_random_uuid(), tenant_id, organization_id, $2 || '-' || n, $2, created_at, updated_at FROM customers.tags, generate_series(1, $3) n
        WHERE tenant_id = $1 AND slug = 'first'
        """, staff.TenantId, slug, count);
}
