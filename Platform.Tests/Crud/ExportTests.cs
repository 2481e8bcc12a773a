using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Crud;

/// <summary>Exports of more rows than are held at once.</summary>
public sealed class ExportTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const int Rows = 2_500;

    [Theory]
    [InlineData("sortField=name&sortDir=desc")]
    [InlineData("sortField=createdAt")]
    [InlineData("")]
    public async Task Every_row_is_there_once_and_in_the_order_of_the_list(string sort)
    {
        var staff = await api.AdminAsync();
        await api.Database.ExecuteAsync("""
            INSERT INTO access.roles (id, tenant_id, name, custom, created_at, updated_at)
            SELECT gen_random_uuid(), $1, 'role ' || i, '{}', now() - make_interval(secs => i % 7), now() FROM generate_series(1, $2) i
            """, staff.TenantId, Rows);
        var exported = (await staff.Api.GetAsync($"/api/auth/roles?format=json&{sort}")).Is(200).Root.EnumerateArray().Select(Id).ToList();
        Assert.Equal(Rows + 1, exported.Distinct().Count());
        var listed = new List<string>();
        for (var page = 1; listed.Count < exported.Count && page <= 27; page++)
        {
            listed.AddRange((await staff.Api.GetAsync($"/api/auth/roles?pageSize=100&page={page}&{sort}")).Items().Select(Id));
        }

        Assert.Equal(listed, exported);

        static string Id(JsonElement row) => row.Text("id");
    }
}
