using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Who looks after customers, and as what.</summary>
public sealed class RoleTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static string Roles(string customer, string? role = null) => $"{Crm.Root}/people/{customer}/roles{(role is null ? "" : $"?roleId={role}")}";

    [Fact]
    public async Task One_user_has_a_role_and_another_may_take_it()
    {
        var staff = await api.AdminAsync();
        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "customers.roles.view");
        var person = await Crm.PersonAsync(staff);
        var answers = await Task.WhenAll(new[] { staff, colleague, staff }.Select(u => staff.Api.PostAsync(Roles(person), new { roleType = "manager", userId = u.UserId })));
        Assert.All(answers.Where(a => a.Status != 201), a => a.Refuses(409));
        var role = answers.Single(a => a.Status == 201).Root.Text("id");
        var moved = (await staff.Api.PutAsync(Roles(person, role), new { userId = colleague.UserId })).Is(200);
        Assert.Equal((colleague.UserId.ToString(), colleague.Email, "person"), await ReadAsync());
        await Crm.ExpectReadAsync(staff, "customers.entity_role", role);
        (await colleague.Api.PutAsync(Roles(person, role), new { userId = staff.UserId })).Refuses(403);
        var taken = (await staff.Api.DeleteAsync(Roles(person, role))).Is(200);
        Assert.Empty((await colleague.Api.GetAsync(Roles(person))).Items());
        (await staff.Api.UndoAsync(taken)).Is(200);
        (await staff.Api.UndoAsync(moved)).Is(200);

        async Task<(string, string, string)> ReadAsync()
        {
            var item = Assert.Single((await staff.Api.GetAsync(Roles(person))).Items());
            return (item.Text("userId"), item.Text("userEmail"), item.Text("entityType"));
        }
    }

    [Fact]
    public async Task Bad_and_foreign_roles_are_refused()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var (person, company) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff));
        var role = (await staff.Api.PostAsync(Roles(person), new { roleType = "manager", userId = staff.UserId })).NewId();
        (await staff.Api.PostAsync(Roles(person), new { roleType = "other", userId = stranger.UserId })).Refuses(400, field: "userId");
        (await staff.Api.PostAsync(Roles(person), new { roleType = "MANAGER", userId = staff.UserId })).Refuses(409);
        (await staff.Api.PostAsync(Roles(person), new { roleType = "", userId = staff.UserId })).Refuses(400, field: "roleType");
        (await staff.Api.PostAsync(Roles(company), new { roleType = "other", userId = staff.UserId })).Refuses(404, "Person not found");
        (await staff.Api.PutAsync(Roles(person), new { userId = staff.UserId })).Refuses(400, field: "roleId");
        (await staff.Api.PutAsync($"{Crm.Root}/companies/{company}/roles?roleId={role}", new { userId = staff.UserId })).Refuses(404, "Role not found");
        (await stranger.Api.GetAsync(Roles(person))).Refuses(404);
        (await stranger.Api.PostAsync(Roles(person), new { roleType = "x", userId = stranger.UserId })).Refuses(404);
        (await stranger.Api.DeleteAsync(Roles(await Crm.PersonAsync(stranger), role))).Refuses(404, "Role not found");
        (await staff.Api.GetAsync(Roles("x"))).Refuses(400, "Invalid identifier");
    }
}
