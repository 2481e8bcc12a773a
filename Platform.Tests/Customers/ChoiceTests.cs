using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>The choices of customers' fields, which organizations have from those above them, and other settings.</summary>
public sealed class ChoiceTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static string Path(string kind, string? id = null) => $"{Crm.Root}/dictionaries/{kind}{(id is null ? "" : "/" + id)}";

    private static async Task<string[]> ValuesAsync(Person staff, string kind) => [.. (await staff.Api.GetAsync(Path(kind))).Items().Select(i => i.Text("value"))];

    [Fact]
    public async Task A_value_is_added_once_changed_when_it_is_there_and_undone()
    {
        var staff = await api.AdminAsync();
        var added = (await staff.Api.PostAsync(Path("statuses"), new { value = "Active", color = "#00ff00", icon = "dot" })).Is(201);
        var changed = (await staff.Api.PostAsync(Path("statuses"), new { value = " ACTIVE ", label = "Is active" })).Is(200).Root;
        Assert.Equal((added.Root.Text("id"), "Active", "Is active", "#00ff00"), (changed.Text("id"), changed.Text("value"), changed.Text("label"), changed.Text("color")));
        var bare = (await staff.Api.PatchAsync(Path("statuses", changed.Text("id")), """{"color":null}""")).Is(200);
        Assert.Null(bare.Root.GetProperty("color").GetString());
        Assert.Equal("dot", bare.Root.Text("icon"));

        var other = (await staff.Api.PostAsync(Path("statuses"), new { value = "Lost" })).NewId();
        (await staff.Api.PatchAsync(Path("statuses", other), new { value = "active" })).Refuses(409);
        var deleted = (await staff.Api.DeleteAsync(Path("statuses", other))).Is(200);
        Assert.Equal(["Active"], await ValuesAsync(staff, "statuses"));
        (await staff.Api.UndoAsync(deleted)).Is(200);
        Assert.Equal(["Active", "Lost"], await ValuesAsync(staff, "statuses"));
        (await staff.Api.DeleteAsync(Path("sources", other))).Refuses(404);
    }

    [Fact]
    public async Task An_organization_has_the_choices_above_it_and_changes_its_own_only()
    {
        var parent = await api.AdminAsync();
        var child = await api.BelowAsync(parent);
        var above = (await parent.Api.PostAsync(Path("sources"), new { value = "web" })).NewId();
        await parent.Api.PostAsync(Path("sources"), new { value = "fair" });
        var own = (await child.Api.PostAsync(Path("sources"), new { value = "Web", label = "Our web" })).Is(201).Root.Text("id");
        var seen = (await child.Api.GetAsync(Path("sources"))).Items();
        Assert.Equal([("fair", true), ("Web", false)], seen.Select(i => (i.Text("value"), i.GetProperty("isInherited").GetBoolean())));
        Assert.Equal(["fair", "web"], await ValuesAsync(parent, "sources"));
        (await child.Api.PatchAsync(Path("sources", above), new { label = "x" })).Refuses(404);
        (await child.Api.DeleteAsync(Path("sources", above))).Refuses(404);
        (await (await api.AdminAsync()).Api.DeleteAsync(Path("sources", own))).Refuses(404);
        (await child.Api.DeleteAsync(Path("sources", own))).Is(200);
        Assert.Equal(["fair", "web"], await ValuesAsync(child, "sources"));
    }

    [Fact]
    public async Task A_role_type_that_somebody_has_keeps_its_value_and_stays()
    {
        var staff = await api.AdminAsync();
        var child = await api.BelowAsync(staff);
        var type = (await staff.Api.PostAsync(Path("role-types"), new { value = "manager" })).NewId();
        var person = await Crm.PersonAsync(child);
        var roles = $"{Crm.Root}/people/{person}/roles";
        var role = (await child.Api.PostAsync(roles, new { roleType = "Manager", userId = child.UserId })).NewId();
        Assert.Equal("role_type_in_use", (await staff.Api.DeleteAsync(Path("role-types", type))).Refuses(409).Root.Text("code"));
        Assert.Equal("role_type_in_use", (await staff.Api.PatchAsync(Path("role_types", type), new { value = "boss" })).Refuses(409).Root.Text("code"));
        (await staff.Api.PatchAsync(Path("role-types", type), new { label = "The manager", value = "MANAGER" })).Is(200);
        var gone = (await child.Api.DeleteAsync($"{Crm.Root}/people?id={person}")).Is(200);
        (await staff.Api.DeleteAsync(Path("role-types", type))).Is(200);
        type = (await staff.Api.PostAsync(Path("role-types"), new { value = "manager" })).NewId();
        (await child.Api.UndoAsync(gone)).Is(200);
        (await child.Api.DeleteAsync($"{roles}?roleId={role}")).Is(200);
        (await staff.Api.DeleteAsync(Path("role-types", type))).Is(200);
    }

    [Fact]
    public async Task Undo_and_redo_leave_a_role_type_alone_that_somebody_has()
    {
        var staff = await api.AdminAsync();
        var roles = $"{Crm.Root}/people/{await Crm.PersonAsync(staff)}/roles";
        var made = (await staff.Api.PostAsync(Path("role-types"), new { value = "manager" })).Is(201);
        var role = (await staff.Api.PostAsync(roles, new { roleType = "Manager", userId = staff.UserId })).NewId();
        (await staff.Api.UndoAsync(made)).Refuses(400, "Undo token not available");
        (await staff.Api.DeleteAsync($"{roles}?roleId={role}")).Is(200);

        var type = made.Root.Text("id");
        var renamed = (await staff.Api.PatchAsync(Path("role-types", type), new { value = "boss" })).Is(200);
        role = (await staff.Api.PostAsync(roles, new { roleType = "boss", userId = staff.UserId })).NewId();
        (await staff.Api.UndoAsync(renamed)).Refuses(400, "Undo token not available");
        Assert.Equal(["boss"], await ValuesAsync(staff, "role-types"));
        (await staff.Api.DeleteAsync($"{roles}?roleId={role}")).Is(200);

        var deleted = (await staff.Api.DeleteAsync(Path("role-types", type))).Is(200);
        var undone = (await staff.Api.UndoAsync(deleted)).Is(200);
        (await staff.Api.PostAsync(roles, new { roleType = "boss", userId = staff.UserId })).Is(201);
        (await staff.Api.RedoAsync(undone.Root.Text("logId"))).Refuses(400, "Redo target not available");
        Assert.Equal(["boss"], await ValuesAsync(staff, "role-types"));
    }

    [Fact]
    public async Task A_new_value_that_is_raced_is_there_once()
    {
        var staff = await api.AdminAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => staff.Api.PostAsync(Path("statuses"), new { value = "raced" })));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a.Status != 201), a => Assert.Contains(a.Status, new[] { 200, 409 }));
        Assert.Equal(["raced"], await ValuesAsync(staff, "statuses"));
    }

    [Fact]
    public async Task Wrong_kinds_and_values_are_refused_and_changes_take_a_permission()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.GetAsync(Path("no%20kind"))).Refuses(400, field: "kind");
        (await staff.Api.PostAsync(Path(new string('x', 101)), new { value = "x" })).Refuses(400, field: "kind");
        (await staff.Api.PostAsync(Path("any-kind"), new { value = " " })).Refuses(400, field: "value");
        (await staff.Api.PostAsync(Path("any-kind"), new { value = "x", color = "red" })).Refuses(400, field: "color");
        (await staff.Api.PatchAsync(Path("any-kind", "x"), new { })).Refuses(400, "Invalid identifier");
        (await staff.Api.PatchAsync($"{Crm.Root}/dictionaries/kind-settings", new { kind = "statuses", selectionMode = "some" })).Refuses(400, field: "selectionMode");
        var reader = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "customers.people.view");
        (await reader.Api.GetAsync(Path("any-kind"))).Is(200);
        (await reader.Api.PostAsync(Path("any-kind"), new { value = "x" })).Refuses(403);
        (await reader.Api.GetAsync($"{Crm.Root}/settings/address-format")).Refuses(403);
    }

    [Fact]
    public async Task Settings_of_a_kind_are_the_nearest_organizations_and_undone()
    {
        var parent = await api.AdminAsync();
        var child = await api.BelowAsync(parent);
        var path = $"{Crm.Root}/dictionaries/kind-settings";
        (await parent.Api.PatchAsync(path, new { kind = "statuses", selectionMode = "multi", sortOrder = 3 })).Is(200);
        (await parent.Api.PatchAsync(path, new { kind = "statuses", visibleInTags = false })).Is(200);
        Assert.Equal(("multi", false, 3), await ReadAsync());
        var own = (await child.Api.PatchAsync(path, new { kind = "statuses", sortOrder = 1 })).Is(200);
        Assert.Equal(("single", true, 1), await ReadAsync());
        (await child.Api.UndoAsync(own)).Is(200);
        Assert.Equal(("multi", false, 3), await ReadAsync());

        async Task<(string, bool, int)> ReadAsync()
        {
            var item = Assert.Single((await child.Api.GetAsync(path)).Items());
            return (item.Text("selectionMode"), item.GetProperty("visibleInTags").GetBoolean(), item.GetProperty("sortOrder").GetInt32());
        }
    }

    [Fact]
    public async Task Currencies_are_the_nearest_dictionarys()
    {
        var parent = await api.AdminAsync();
        var child = await api.BelowAsync(parent);
        (await child.Api.GetAsync(Path("currency"))).Refuses(404);
        await AddAsync(parent, "EUR");
        Assert.Equal(["EUR"], await ReadAsync(child));
        await AddAsync(child, "PLN");
        Assert.Equal(["PLN"], await ReadAsync(child));
        Assert.Equal(["EUR"], await ReadAsync(parent));

        static async Task AddAsync(Person staff, string value)
        {
            var id = (await staff.Api.PostAsync("/api/dictionaries", new { key = "currency", name = "Currency" })).NewId();
            (await staff.Api.PostAsync($"/api/dictionaries/{id}/entries", new { value })).Is(201);
        }

        static async Task<string[]> ReadAsync(Person staff) =>
            [.. (await staff.Api.GetAsync(Path("currency"))).Is(200).Root.GetProperty("entries").EnumerateArray().Select(e => e.Text("value"))];
    }

    [Fact]
    public async Task An_organization_chooses_how_addresses_are_written()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var child = await api.BelowAsync(staff);
        var path = $"{Crm.Root}/settings/address-format";
        Assert.Equal("line_first", await ReadAsync(staff));
        var chosen = (await staff.Api.PutAsync(path, new { addressFormat = "street_first" })).Is(200);
        Assert.Equal(("street_first", "line_first"), (await ReadAsync(staff), await ReadAsync(child)));
        (await staff.Api.UndoAsync(chosen)).Is(200);
        Assert.Equal("line_first", await ReadAsync(staff));
        (await staff.Api.PutAsync(path, new { addressFormat = "street_first", organizationId = child.OrganizationId })).Is(200);
        Assert.Equal("street_first", await ReadAsync(child));
        (await staff.Api.PutAsync(path, new { addressFormat = "upside_down" })).Refuses(400, field: "addressFormat");
        (await child.Api.PutAsync(path, new { addressFormat = "line_first", organizationId = staff.OrganizationId })).Refuses(403);
        (await staff.Api.PutAsync(path, new { addressFormat = "line_first", organizationId = stranger.OrganizationId })).Refuses(403);

        async Task<string> ReadAsync(Person who) => (await who.Api.GetAsync(path)).Is(200).Root.Text("addressFormat");
    }

    [Fact]
    public async Task Colleagues_of_the_organizations_that_one_sees_can_be_given_customers()
    {
        var staff = await api.AdminAsync();
        var child = await api.BelowAsync(staff);
        Assert.Equal(new[] { staff.UserId, child.UserId }.Select(u => u.ToString()).Order(), (await ListAsync(staff, "")).Order());
        Assert.Equal([child.UserId.ToString()], await ListAsync(child, ""));
        Assert.Equal([child.UserId.ToString()], await ListAsync(staff, $"?search={child.Email[..20].ToUpperInvariant()}"));
        Assert.Single(await ListAsync(staff, "?page=2&pageSize=1"));
        var viewer = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "customers.roles.view");
        (await viewer.Api.GetAsync($"{Crm.Root}/assignable-staff")).Refuses(403);
        (await staff.Api.GetAsync($"{Crm.Root}/assignable-staff?pageSize=0")).Refuses(400, field: "pageSize");

        static async Task<string[]> ListAsync(Person who, string query) => [.. (await who.Api.GetAsync($"{Crm.Root}/assignable-staff{query}")).Items().Select(i => i.Text("userId"))];
    }
}
