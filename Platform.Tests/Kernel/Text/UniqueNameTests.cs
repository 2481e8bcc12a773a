using Platform.Tests.Customers;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Text;

/// <summary>A name is given once, however it is written, on every surface.</summary>
public sealed class UniqueNameTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task Roles_tags_labels_choices_and_entries_are_the_same_in_other_letters()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync("/api/auth/roles", new { name = "Straße" })).Is(201);
        (await staff.Api.PostAsync("/api/auth/roles", new { name = " ＳＴＲＡＳＳＥ\u200B" })).Refuses(400, "A role with this name already exists");
        (await staff.Api.PostAsync("/api/auth/roles", new { name = "ｓuper\u200Badmin" })).Refuses(400, "Role name is reserved");
        (await staff.Api.PostAsync("/api/auth/roles", new { name = "\u200B\u3164 " })).Refuses(400, field: "name");

        await Crm.TagAsync(staff, "café");
        (await staff.Api.PostAsync($"{Crm.Root}/tags", new { slug = "ｃafé", label = "x" })).Refuses(409);
        (await staff.Api.PostAsync($"{Crm.Root}/labels", new { label = "ガス" })).Is(201);
        (await staff.Api.PostAsync($"{Crm.Root}/labels", new { label = "ｶﾞｽ" })).Refuses(409);

        var choice = (await staff.Api.PostAsync($"{Crm.Root}/dictionaries/statuses", new { value = "Оплачен" })).Is(201).Root.Text("id");
        Assert.Equal(choice, (await staff.Api.PostAsync($"{Crm.Root}/dictionaries/statuses", new { value = "ОПЛА\u00ADЧЕН" })).Is(200).Root.Text("id"));
        var dictionary = (await staff.Api.PostAsync("/api/dictionaries", new { key = "color", name = "Color" })).NewId();
        (await staff.Api.PostAsync($"/api/dictionaries/{dictionary}/entries", new { value = "ﬁre red" })).Is(201);
        (await staff.Api.PostAsync($"/api/dictionaries/{dictionary}/entries", new { value = "FIRE\u00A0RED" })).Refuses(409);

        var person = await Crm.PersonAsync(staff);
        (await staff.Api.PostAsync($"{Crm.Root}/people/{person}/roles", new { roleType = "İlk", userId = staff.UserId })).Is(201);
        (await staff.Api.PostAsync($"{Crm.Root}/people/{person}/roles", new { roleType = "İ\u2060LK", userId = staff.UserId })).Refuses(409);
    }

    [Fact]
    public async Task A_user_is_given_a_role_by_its_name_as_people_write_it()
    {
        var staff = await api.AdminAsync();
        var role = await api.RoleAsync(staff, "Müller");
        var body = new { email = $"{Guid.CreateVersion7():N}@example.org", password = "Secret-1234", organizationId = staff.OrganizationId, roles = new[] { "MU\u0308LLER " } };
        var user = (await staff.Api.PostAsync("/api/auth/users", body)).NewId();
        Assert.Equal(user, Assert.Single((await staff.Api.GetAsync($"/api/auth/users?roleIds={role}")).Items()).Text("id"));
    }

    [Fact]
    public async Task Tradings_accounts_and_bindings_are_the_same_in_other_letters()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var trading = await Desk.CreateTradingAsync(desk.Owner, "Größe");
        (await desk.Api.PostAsync("/v1/tradings", new { name = "GRÖSSE ", exchange_binding_id = Desk.PublicBinding, type = "virtual" })).Refused(409, "TRADING_NAME_EXISTS");
        await Desk.OpenAccountAsync(desk.Owner, trading, "BTC", name: "Main");
        (await desk.Api.PostAsync("/v1/sub-accounts", new { name = "ＭAIN", symbol = "BTC", trading_id = trading })).Refused(409, "SUBACCOUNT_NAME_EXISTS");
        (await desk.Api.PostAsync("/v1/exchange-bindings", Desk.Binding("Kraken"))).Ok(201);
        (await desk.Api.PostAsync("/v1/exchange-bindings", Desk.Binding("kra\u200Dken"))).Refused(409, "EXCHANGE_BINDING_EXISTS");
    }
}
