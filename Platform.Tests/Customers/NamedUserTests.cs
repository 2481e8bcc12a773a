using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Which users and organizations a body may name.</summary>
public sealed class NamedUserTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task Nobody_writes_in_another_ones_name()
    {
        var staff = await api.AdminAsync();
        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "*");
        var person = await Crm.PersonAsync(staff);
        foreach (var (path, body) in new (string, Dictionary<string, object>)[]
        {
            ("/comments", new() { ["entityId"] = person, ["body"] = "x" }), ("/interactions", new() { ["entityId"] = person, ["interactionType"] = "call" }),
            ("/activities", new() { ["entityId"] = person, ["activityType"] = "call" }),
        })
        {
            (await staff.Api.PostAsync(Crm.Root + path, new Dictionary<string, object>(body) { ["authorUserId"] = colleague.UserId })).Refuses(400, field: "authorUserId");
            var id = (await staff.Api.PostAsync(Crm.Root + path, new Dictionary<string, object>(body) { ["authorUserId"] = staff.UserId })).NewId();
            (await staff.Api.PutAsync(Crm.Root + path, new { id, authorUserId = colleague.UserId })).Refuses(400, field: "authorUserId");
            (await colleague.Api.PutAsync(Crm.Root + path, new { id, authorUserId = colleague.UserId })).Refuses(400, field: "authorUserId");
            (await colleague.Api.PutAsync(Crm.Root + path, new { id, authorUserId = staff.UserId })).Is(200);
        }
    }

    [Fact]
    public async Task What_is_given_to_somebody_is_given_to_a_colleague_whom_the_caller_sees()
    {
        var staff = await api.AdminAsync();
        var below = await api.BelowAsync(staff);
        var (gone, stranger) = (await api.ColleagueAsync(staff, below.OrganizationId!.Value, null, "*"), await api.AdminAsync());
        await api.Database.ExecuteAsync("UPDATE identity.users SET disabled_at = now() WHERE id = $1", gone.UserId);
        var person = await Crm.PersonAsync(below);
        foreach (var (user, isTaken) in new[] { (below.UserId, true), (staff.UserId, false), (gone.UserId, false), (stranger.UserId, false) })
        {
            foreach (var (path, body) in new (string, object)[]
            {
                ("/people", new { id = person, ownerUserId = user }), ("/interactions", new { entityId = person, interactionType = "call", ownerUserId = user }),
                ("/todos", new { entityId = person, title = "x", ownerUserId = user }), ("/deals", new { title = "x", ownerUserId = user }),
                ($"/people/{person}/roles", new { roleType = $"r{Guid.CreateVersion7():N}"[..20], userId = user }),
            })
            {
                var answer = path == "/people" ? await below.Api.PutAsync(Crm.Root + path, body) : await below.Api.PostAsync(Crm.Root + path, body);
                Assert.True(answer.Status is 200 or 201 == isTaken && (isTaken || answer.Status == 400), $"{path} {user}: {answer.Status} {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task An_organization_that_is_none_is_not_taken_for_the_callers_own()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var pipeline = (await staff.Api.PostAsync($"{Crm.Root}/pipelines", new { name = "Sales" })).NewId();
        foreach (var (path, body) in new (string, Dictionary<string, object?>)[]
        {
            ("/api/customers/pipelines", new() { ["name"] = "x" }), ("/api/customers/pipeline-stages", new() { ["pipelineId"] = pipeline, ["label"] = "x" }),
            ("/api/customers/pipeline-stages/reorder", new() { ["stages"] = new[] { new { id = pipeline, order = 0 } } }), ("/api/customers/tags", new() { ["slug"] = "s", ["label"] = "x" }),
            ("/api/customers/people", new() { ["firstName"] = "A", ["lastName"] = "B" }), ("/api/auth/users", new() { ["email"] = "a@example.org", ["password"] = "Strong-1-password" }),
            ("/api/api_keys/keys", new() { ["name"] = "x" }),
        })
        {
            foreach (var wrong in new object[] { "nonsense", "", 7, stranger.OrganizationId! })
            {
                var status = (await staff.Api.PostAsync(path, new Dictionary<string, object?>(body) { ["organizationId"] = wrong })).Status;
                Assert.True(status is 400 or 403, $"{path} with {wrong}: {status}");
            }
        }

        foreach (var path in new[] { "/api/customers/pipelines", "/api/customers/pipeline-stages", "/api/customers/people", "/api/auth/roles", "/api/audit_logs/audit-logs/access" })
        {
            (await staff.Api.GetAsync($"{path}?organizationId=nonsense")).Refuses(400, field: "organizationId");
        }

        Assert.Empty((await staff.Api.GetAsync("/api/auth/users?ids=nonsense")).Items());
        Assert.Empty((await staff.Api.GetAsync("/api/directory/organizations?ids=nonsense")).Items());
    }
}
