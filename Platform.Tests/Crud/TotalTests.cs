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
        Assert.Equal(0, await TotalAsync(await api.AdminAsync(), "search=often"));
    }

    private Task<int> FillAsync(Person staff, string slug, int count) => api.Database.ExecuteAsync("""
        INSERT INTO customers.tags (id, tenant_id, organization_id, slug, label, created_at, updated_at)
        SELECT gen_random_uuid(), tenant_id, organization_id, $2 || '-' || n, $2, created_at, updated_at FROM customers.tags, generate_series(1, $3) n
        WHERE tenant_id = $1 AND slug = 'first'
        """, staff.TenantId, slug, count);
}
