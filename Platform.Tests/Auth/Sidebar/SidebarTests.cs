using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Auth.Sidebar;

/// <summary>How users and roles arrange the sidebar, and what comes of it.</summary>
public sealed class SidebarTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Preferences = "/api/auth/sidebar/preferences";
    private const string Variants = "/api/auth/sidebar/variants";
    private const string Nav = "/api/auth/admin/nav";

    private static string Label(Answer answer) => answer.Is(200).Root.GetProperty("settings").GetProperty("itemLabels").TryGetProperty("/x", out var label) ? label.GetString()! : "";

    private static object Labels(string label) => new { itemLabels = new Dictionary<string, string> { ["/x"] = label } };

    private static async Task<List<JsonElement>> VariantsAsync(Person staff) => [.. (await staff.Api.GetAsync(Variants)).Is(200).Root.GetProperty("variants").EnumerateArray()];

    [Fact]
    public async Task A_name_is_one_variants_only()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync(Variants, new { name = "Mine" })).Is(200);
        (await staff.Api.PostAsync(Variants, new { name = " mine " })).Refuses(409, field: "name");
        var other = (await staff.Api.PostAsync(Variants, new { name = "Other" })).Root.GetProperty("variant").Text("id");
        (await staff.Api.PutAsync($"{Variants}/{other}", new { name = "MINE" })).Refuses(409, field: "name");
        (await staff.Api.PutAsync($"{Variants}/{other}", new { name = "other" })).Is(200);
    }

    [Fact]
    public async Task Preferences_are_each_users_own_and_per_language()
    {
        var staff = await api.AdminAsync();
        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "*");
        Assert.Equal("", Label(await staff.Api.GetAsync(Preferences)));
        Assert.Equal("Mine", Label(await staff.Api.PutAsync(Preferences, Labels("Mine"))));
        Assert.Equal("Nested", Label(await colleague.Api.PutAsync(Preferences, new { settings = Labels("Nested") })));
        Assert.Equal("Mine", Label(await staff.Api.GetAsync(Preferences)));
        Assert.Equal("", Label(await staff.Api.SendAsync(HttpMethod.Get, Preferences, null, ("Cookie", "locale=pl"))));
        Assert.Equal("Again", Label(await staff.Api.PutAsync(Preferences, Labels("Again"))));
        Assert.Equal("Again", Label(await staff.Api.GetAsync(Preferences)));
    }

    [Fact]
    public async Task A_role_gets_settings_and_loses_them_and_a_foreign_role_is_not_found()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var (role, foreign) = (await api.RoleAsync(staff, "sales"), await api.RoleAsync(stranger, "sales"));
        var applied = (await staff.Api.PutAsync(Preferences, new { itemLabels = new Dictionary<string, string> { ["/x"] = "Both" }, applyToRoles = new[] { role } })).Is(200).Root;
        Assert.Equal(role, Assert.Single(applied.GetProperty("appliedRoles").EnumerateArray()).GetGuid());
        Assert.True(applied.GetProperty("roles").EnumerateArray().Single(r => r.GetProperty("id").GetGuid() == role).GetProperty("hasPreference").GetBoolean());
        Assert.Equal("Both", Label(await staff.Api.GetAsync($"{Preferences}?roleId={role}")));
        Assert.Equal("Role", Label(await staff.Api.PutAsync(Preferences, new { itemLabels = new Dictionary<string, string> { ["/x"] = "Role" }, scope = new { type = "role", roleId = role } })));
        Assert.Equal("Both", Label(await staff.Api.GetAsync(Preferences)));

        (await staff.Api.PutAsync(Preferences, new { scope = new { type = "role", roleId = role }, applyToRoles = new[] { role } })).Is(400);
        (await staff.Api.PutAsync(Preferences, new { scope = new { type = "role" } })).Is(400);
        (await staff.Api.PutAsync(Preferences, new { applyToRoles = new[] { role }, clearRoleIds = new[] { role } })).Is(400);
        (await staff.Api.PutAsync(Preferences, new { applyToRoles = new[] { foreign } })).Is(404);
        (await staff.Api.GetAsync($"{Preferences}?roleId={foreign}")).Is(404);
        (await staff.Api.DeleteAsync($"{Preferences}?roleId={foreign}")).Is(404);
        (await staff.Api.DeleteAsync(Preferences)).Is(400);
        (await staff.Api.DeleteAsync($"{Preferences}?roleId={role}")).Is(200);
        (await staff.Api.DeleteAsync($"{Preferences}?roleId={role}")).Is(200);
        Assert.Equal("", Label(await staff.Api.GetAsync($"{Preferences}?roleId={role}")));
    }

    [Fact]
    public async Task Without_the_feature_one_reads_his_own_and_nothing_of_roles()
    {
        var staff = await api.AdminAsync();
        var role = await api.RoleAsync(staff, "sales");
        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "dictionaries.view");
        var own = (await colleague.Api.GetAsync(Preferences)).Is(200).Root;
        Assert.Equal((false, 0), (own.GetProperty("canApplyToRoles").GetBoolean(), own.GetProperty("roles").GetArrayLength()));
        (await colleague.Api.GetAsync($"{Preferences}?roleId={role}")).Is(403);
        Assert.Equal("auth.sidebar.manage", (await colleague.Api.PutAsync(Preferences, new { })).Is(403).Root.GetProperty("requiredFeatures")[0].GetString());
        (await colleague.Api.PostAsync(Variants, new { })).Is(403);
    }

    [Fact]
    public async Task Variants_name_themselves_and_one_is_active_also_when_many_are_activated_at_once()
    {
        var staff = await api.AdminAsync();
        var ids = new List<string>();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            ids.Add((await staff.Api.PostAsync(Variants, new { name = " " })).Is(200).Root.GetProperty("variant").GetProperty("id").GetString()!);
        }

        Assert.Equal(["My preferences", "My preferences 2", "My preferences 3", "My preferences 4"], (await VariantsAsync(staff)).Select(v => v.GetProperty("name").GetString()));
        var answers = await Task.WhenAll(ids.Select(id => staff.Api.PutAsync($"{Variants}/{id}", new { isActive = true })));
        Assert.All(answers, a => a.Is(200));
        Assert.Single(await VariantsAsync(staff), v => v.GetProperty("isActive").GetBoolean());
        (await staff.Api.DeleteAsync($"{Variants}/{ids[1]}")).Is(200);
        (await staff.Api.GetAsync($"{Variants}/{ids[1]}")).Is(404);
        Assert.Equal("My preferences 2", (await staff.Api.PostAsync(Variants, new { })).Is(200).Root.GetProperty("variant").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_colleagues_variant_is_not_found()
    {
        var staff = await api.AdminAsync();
        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "*");
        var id = (await staff.Api.PostAsync(Variants, new { name = "Mine" })).Is(200).Root.GetProperty("variant").GetProperty("id").GetString();
        Assert.Empty(await VariantsAsync(colleague));
        (await colleague.Api.GetAsync($"{Variants}/{id}")).Is(404);
        (await colleague.Api.PutAsync($"{Variants}/{id}", new { name = "Taken" })).Is(404);
        (await colleague.Api.DeleteAsync($"{Variants}/{id}")).Is(404);
    }

    [Fact]
    public async Task The_chrome_shows_what_one_may_open_as_his_active_variant_has_it()
    {
        var staff = await api.AdminAsync();
        var nav = (await staff.Api.GetAsync(Nav)).Is(200).Root;
        var group = nav.GetProperty("groups")[0];
        var (id, href) = (group.GetProperty("id").GetString()!, group.GetProperty("items")[0].GetProperty("href").GetString()!);
        Assert.Contains("/backend/auth/users", nav.GetProperty("settingsPathPrefixes").EnumerateArray().Select(p => p.GetString()));
        (await staff.Api.PutAsync(Preferences, new { groupLabels = new Dictionary<string, string> { [id] = "Preferred" }, hiddenItems = new[] { href } })).Is(200);
        group = (await staff.Api.GetAsync(Nav)).Is(200).Root.GetProperty("groups")[0];
        Assert.Equal(("Preferred", true), (group.GetProperty("name").GetString(), group.GetProperty("items")[0].GetProperty("hidden").GetBoolean()));
        (await staff.Api.PostAsync(Variants, new { isActive = true, settings = new { groupLabels = new Dictionary<string, string> { [id] = "Variant" } } })).Is(200);
        group = (await staff.Api.GetAsync(Nav)).Is(200).Root.GetProperty("groups")[0];
        Assert.Equal(("Variant", false), (group.GetProperty("name").GetString(), group.GetProperty("items")[0].GetProperty("hidden").GetBoolean()));

        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null);
        nav = (await colleague.Api.GetAsync(Nav)).Is(200).Root;
        Assert.Empty(nav.GetProperty("settingsSections").EnumerateArray());
        Assert.NotEmpty(nav.GetProperty("profileSections").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"version":0}""")]
    [InlineData("""{"hiddenItems":[""]}""")]
    [InlineData("""{"scope":{"type":"tenant"}}""")]
    [InlineData("""{"hiddenItems":"x"}""")]
    public async Task An_arrangement_that_does_not_fit_is_refused(string body) => (await (await api.AdminAsync()).Api.PutAsync(Preferences, body)).Is(400);
}
