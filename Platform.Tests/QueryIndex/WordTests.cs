using Platform.Tests.Customers;
using Platform.Tests.Support;

namespace Platform.Tests.QueryIndex;

/// <summary>Lists find what people type, in whatever script, and whether or not the tenant has it encrypted.</summary>
public sealed class WordTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly (string Name, string[] Searches)[] Names =
    [
        ("王伟", ["王伟", "王", "伟"]),
        ("3M", ["3M", "3m"]),
        ("HP", ["hp"]),
        ("Nguyễn Đức", ["nguyen", "duc", "NGUYỄN"]),
        ("Straßenbau", ["strassenbau", "STRASSE"]),
        ("Семён", ["семен", "СЕМЁН"]),
        ("ｱﾘｽ", ["アリス", "リス"]),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Names_are_found_as_people_type_them(bool encrypted)
    {
        var staff = await api.AdminAsync();
        foreach (var (entityId, field) in encrypted ? new[] { ("customers:company", "displayName"), ("auth:user", "name"), ("lab:sample", "name") } : [])
        {
            (await staff.Api.PostAsync("/api/entities/encryption", new { entityId, fields = new[] { new { field } } })).Is(200);
        }

        (await staff.Api.PostAsync("/api/entities/entities", new { entityId = "lab:sample", label = "Sample", labelField = "name" })).Is(200);
        (await staff.Api.PostAsync("/api/entities/definitions.batch", new { entityId = "lab:sample", definitions = new[] { new { key = "name", kind = "text" } } })).Is(200);
        foreach (var (name, searches) in Names)
        {
            var company = await Crm.CompanyAsync(staff, name);
            var user = (await staff.Api.PostAsync("/api/auth/users", new { email = $"{Guid.CreateVersion7():N}@example.org", password = "Secret-1", name })).NewId();
            var record = (await staff.Api.PostAsync("/api/entities/records", new { entityId = "lab:sample", values = new { name } })).Is(200).Root.GetProperty("item").Text("recordId");
            foreach (var search in searches.Select(Uri.EscapeDataString))
            {
                Assert.Equal([company], await IdsAsync($"{Crm.Root}/companies?search={search}"));
                Assert.Equal([user], await IdsAsync($"/api/auth/users?search={search}"));
                Assert.Equal([record], await IdsAsync($"/api/entities/records?entityId=lab:sample&search={search}"));
                Assert.Equal([record], (await staff.Api.GetAsync($"/api/entities/relations/options?entityId=lab:sample&q={search}")).Items().Select(i => i.Text("value")));
            }
        }

        async Task<string[]> IdsAsync(string path) => [.. (await staff.Api.GetAsync(path)).Items().Select(i => i.Text("id"))];
    }

    [Fact]
    public async Task Lists_without_an_index_fold_too()
    {
        var staff = await api.AdminAsync();
        await Crm.TagAsync(staff, "straßenbau");
        await api.RoleAsync(staff, "Семён");
        var below = (await staff.Api.PostAsync("/api/directory/organizations", new { name = "Łódź 王伟" })).NewId();
        var deal = (await staff.Api.PostAsync($"{Crm.Root}/deals", new { title = "D", companyIds = new[] { await Crm.CompanyAsync(staff, "Ångström") } })).NewId();
        foreach (var (path, search) in new[]
        {
            ($"{Crm.Root}/tags", "strasse"), ("/api/auth/roles", "семен"), ("/api/directory/organizations?view=manage", "lodz"), ("/api/directory/organizations?view=manage", "伟"),
            ($"{Crm.Root}/deals/{deal}/companies", "angstrom"),
        })
        {
            Assert.Single((await staff.Api.GetAsync($"{path}{(path.Contains('?') ? '&' : '?')}search={Uri.EscapeDataString(search)}")).Items());
        }

        // A percent sign, a backslash and their wide forms mean themselves.
        foreach (var search in new[] { "％", "%", "＼", "\\", "＿" })
        {
            Assert.Empty((await staff.Api.GetAsync($"{Crm.Root}/tags?search={Uri.EscapeDataString(search)}")).Items());
        }

        Assert.NotEmpty(below);
    }
}
