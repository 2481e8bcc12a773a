using Platform.Tests.Support;

namespace Platform.Tests.AuditLogs;

/// <summary>Taking a change back takes what the change itself took, and keeps the rules of its rows.</summary>
public sealed class UndoPermissionTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string First = "First-1-password";
    private const string Second = "Second-1-password";

    [Fact]
    public async Task Whoever_may_undo_for_others_does_not_undo_what_only_super_admins_change()
    {
        var boss = await api.SuperAdminAsync();
        var admin = await api.ColleagueAsync(boss, boss.OrganizationId!.Value, null, "*");
        var toggle = (await boss.Api.PostAsync("/api/feature_toggles/global", new { identifier = $"t{Guid.CreateVersion7():N}", name = "Toggle", type = "boolean", defaultValue = true })).Is(201);
        var tenant = (await boss.Api.PostAsync("/api/directory/tenants", new { name = "A tenant" })).Is(201);
        (await admin.Api.UndoAsync(toggle)).Refuses(403);
        (await admin.Api.UndoAsync(tenant)).Refuses(403);
        (await boss.Api.UndoAsync(toggle)).Is(200);
        (await boss.Api.UndoAsync(tenant)).Is(200);
    }

    [Fact]
    public async Task Undo_and_redo_take_the_features_of_the_change()
    {
        var boss = await api.SuperAdminAsync();
        var helper = await api.ColleagueAsync(boss, boss.OrganizationId!.Value, null, "auth.roles.list", "auth.roles.manage", "audit_logs.undo_self", "audit_logs.redo_self");
        var made = (await helper.Api.PostAsync("/api/auth/roles", new { name = "Reader" })).Is(201);
        await LimitAsync("audit_logs.undo_self", "audit_logs.redo_self");
        var refused = (await helper.Api.UndoAsync(made)).Refuses(403);
        Assert.Equal("auth.roles.manage", refused.Root.GetProperty("requiredFeatures")[0].GetString());
        (await boss.Api.UndoAsync(made)).Is(200);
        (await helper.Api.RedoAsync(made.LogId())).Refuses(403);
        await LimitAsync("auth.roles.manage", "audit_logs.undo_self", "audit_logs.redo_self");
        (await helper.Api.RedoAsync(made.LogId())).Is(200);

        async Task LimitAsync(params string[] features) =>
            (await boss.Api.PutAsync("/api/auth/users/acl", new { userId = helper.UserId, features })).Is(200);
    }

    [Fact]
    public async Task The_undo_of_a_new_role_is_refused_while_users_have_it()
    {
        var boss = await api.SuperAdminAsync();
        var role = (await boss.Api.PostAsync("/api/auth/roles", new { name = "Taken" })).Is(201);
        var user = (await boss.Api.PostAsync("/api/auth/users", new { email = NewEmail(), password = First, roles = new[] { "Taken" } })).NewId();
        (await boss.Api.UndoAsync(role)).Refuses(400, "Undo token not available");
        (await boss.Api.PutAsync("/api/auth/users", new { id = user, roles = Array.Empty<string>() })).Is(200);
        (await boss.Api.UndoAsync(role)).Is(200);
    }

    [Fact]
    public async Task A_former_password_does_not_come_back()
    {
        var boss = await api.SuperAdminAsync();
        var email = NewEmail();
        var id = (await boss.Api.PostAsync("/api/auth/users", new { email, name = "Before", password = First })).NewId();
        var both = (await boss.Api.PutAsync("/api/auth/users", new { id, name = "After", password = Second })).Is(200);
        (await boss.Api.UndoAsync(both)).Is(200);
        Assert.Equal("Before", (await boss.Api.GetAsync($"/api/auth/users?id={id}")).Items().Single(u => u.Text("id") == id).Text("name"));
        Assert.Equal(401, (await Staff.LoginAsync(api.Host, ("email", email), ("password", First))).Status);
        Assert.Equal(200, (await Staff.LoginAsync(api.Host, ("email", email), ("password", Second))).Status);

        var only = (await boss.Api.PutAsync("/api/auth/users", new { id, password = First })).Is(200);
        Assert.Null(only.Header("x-om-operation"));
    }

    private static string NewEmail() => $"u{Guid.CreateVersion7():N}@example.org";
}
