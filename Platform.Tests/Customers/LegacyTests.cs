using Platform.Tests.Support;
using static Platform.Tests.Customers.Timelines;

namespace Platform.Tests.Customers;

/// <summary>Old clients keep activities and todos; both are interactions.</summary>
public sealed class LegacyTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Activities = "/api/customers/activities";
    private const string Todos = "/api/customers/todos";

    [Fact]
    public async Task An_activity_is_an_interaction_that_was()
    {
        var staff = await api.AdminAsync();
        var (person, deal) = (await staff.PersonAsync(), await api.DealAsync(staff));
        var created = (await staff.Api.PostAsync(Activities, new { entityId = person, dealId = deal, activityType = "call", subject = "Hello", body = "Long talk", phoneNumber = "+49 30 1234" })).Is(201);
        var id = created.NewId();
        var interaction = await staff.InteractionAsync(id);
        Assert.Equal(("call", "Hello", "Long talk", "done"), (interaction.Text("interactionType"), interaction.Text("title"), interaction.Text("body"), interaction.Text("status")));
        Assert.NotNull(interaction.GetProperty("occurredAt").GetString());

        var listed = (await staff.Api.GetAsync($"{Activities}?entityId={person}&dealId={deal}&activityType=call&sortField=occurredAt&sortDir=desc")).Items().Single();
        Assert.Equal(("call", "Hello", "Big deal", staff.Email), (listed.Text("activityType"), listed.Text("subject"), listed.Text("dealTitle"), listed.Text("authorEmail")));
        var changed = (await staff.Api.PutAsync(Activities, new { id, subject = "Bye" })).Is(200);
        Assert.Equal("Bye", (await staff.InteractionAsync(id)).Text("title"));
        (await staff.Api.UndoAsync(changed)).Is(200);
        (await staff.Api.DeleteAsync(Activities, new { id })).Is(200);
        Assert.Empty((await staff.Api.GetAsync($"{Interactions}?ids={id}")).Items());
        (await staff.Api.PostAsync(Activities, new { entityId = person })).Refuses(400, field: "activityType");
        (await staff.Api.PostAsync(Activities, new { activityType = "call" })).Refuses(400, field: "entityId");
        (await staff.Api.PostAsync(Activities, new { entityId = person, activityType = "task" })).Refuses(400, field: "activityType");
        (await staff.Api.PostAsync(Activities, new { entityId = deal, activityType = "call" })).Refuses(422);
    }

    [Fact]
    public async Task A_todo_is_a_task_of_the_timeline()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        var created = (await staff.Api.PostAsync(Todos, new { entityId = person, title = "Send offer", todoSource = "customers:interaction", description = "With prices", priority = 3, severity = "high", dueAt = "2030-01-01T00:00:00Z" })).Is(201);
        var id = created.Root.Text("todoId");
        Assert.Equal(id, created.Root.Text("linkId"));
        Assert.Equal("Send offer", await staff.NextOfAsync(person));
        var todo = Assert.Single((await staff.Api.GetAsync($"{Todos}?entityId={person}")).Items());
        Assert.Equal((id, "Send offer", "With prices", "high"), (todo.Text("id"), todo.Text("todoTitle"), todo.Text("todoDescription"), todo.Text("todoSeverity")));
        Assert.Equal((false, 3, "Ada Lovelace"), (todo.GetProperty("todoIsDone").GetBoolean(), todo.GetProperty("todoPriority").GetInt32(), todo.GetProperty("customer").Text("displayName")));

        var done = (await staff.Api.PutAsync(Todos, new { id, isDone = true })).Is(200);
        Assert.Equal("done", (await staff.InteractionAsync(id)).Text("status"));
        Assert.Null(await staff.NextOfAsync(person));
        (await staff.Api.UndoAsync(done)).Is(200);
        Assert.Equal("Send offer", await staff.NextOfAsync(person));
        var call = await staff.PlanAsync(person, "No task", null);
        (await staff.Api.PutAsync(Todos, new { id = call, title = "Taken" })).Refuses(404);
        (await staff.Api.DeleteAsync($"{Todos}?id={call}")).Refuses(404);
        (await staff.Api.PutAsync(Activities, new { id, subject = "Taken" })).Refuses(404);
        (await staff.Api.PostAsync(Todos, new { entityId = person })).Refuses(400, field: "title");
        (await staff.Api.DeleteAsync($"{Todos}?id={id}")).Is(200);
        Assert.Empty((await staff.Api.GetAsync(Todos)).Items());
    }

    [Fact]
    public async Task Tasks_are_paged_searched_and_given_at_once()
    {
        var staff = await api.AdminAsync();
        var (one, other) = (await staff.PersonAsync(), await staff.CompanyAsync());
        foreach (var (customer, title) in new[] { (one, "Alpha"), (one, "Beta"), (other, "Gamma") })
        {
            await staff.PlanAsync(customer, title, null, type: "task");
        }

        await staff.PlanAsync(one, "A call", null, type: "call");
        foreach (var path in new[] { $"{Interactions}/tasks", Todos })
        {
            Assert.Equal(["Gamma", "Beta", "Alpha"], await TitlesAsync(path, ""));
            Assert.Equal(["Alpha"], await TitlesAsync(path, "page=2&pageSize=2"));
            Assert.Equal(["Gamma", "Beta", "Alpha"], await TitlesAsync(path, "all=true&pageSize=2"));
            Assert.Equal(["Beta", "Alpha"], await TitlesAsync(path, $"entityId={one}"));
            Assert.Equal(["Beta"], await TitlesAsync(path, "search=bet"));
            var page = (await staff.Api.GetAsync($"{path}?pageSize=2")).Root;
            Assert.Equal((3, 2), (page.GetProperty("total").GetInt32(), page.GetProperty("totalPages").GetInt32()));
            (await staff.Api.GetAsync($"{path}?pageSize=0")).Refuses(400, field: "pageSize");
            (await staff.Api.GetAsync($"{path}?entityId=x")).Refuses(400, field: "entityId");
            Assert.Empty((await (await api.AdminAsync()).Api.GetAsync($"{path}?entityId={one}")).Items());
            (await (await api.AdminAsync("customers.people.view")).Api.GetAsync(path)).Refuses(403);
        }

        (await staff.Api.DeleteAsync($"{Companies}?id={other}")).Is(200);
        Assert.Equal(["Beta", "Alpha"], await TitlesAsync($"{Interactions}/tasks", ""));

        async Task<string[]> TitlesAsync(string path, string query) => [.. (await staff.Api.GetAsync($"{path}?{query}")).Items().Select(i => i.Text("todoTitle"))];
    }

    [Fact]
    public async Task Counts_are_by_type_and_state()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        foreach (var type in new[] { "call", "call", "meeting", "task", "breakfast" })
        {
            await staff.PlanAsync(person, type, null, type: type);
        }

        (await staff.Api.PostAsync(Interactions, new { entityId = person, interactionType = "email", status = "done" })).Is(201);
        Assert.Equal((2, 1, 1, 0, 1, 6), await CountAsync($"entityId={person}"));
        Assert.Equal((0, 1, 0, 0, 0, 1), await CountAsync($"entityId={person}&status=done"));
        (await staff.Api.GetAsync($"{Interactions}/counts")).Refuses(400, field: "entityId");
        (await staff.Api.GetAsync($"{Interactions}/counts?entityId=x")).Refuses(400, field: "entityId");
        (await staff.Api.GetAsync($"{Interactions}/counts?entityId={person}&status=soon")).Refuses(400, field: "status");
        (await (await api.AdminAsync()).Api.GetAsync($"{Interactions}/counts?entityId={person}")).Refuses(404, "Customer not found");

        async Task<(int Call, int Email, int Meeting, int Note, int Task, int Total)> CountAsync(string query)
        {
            var result = (await staff.Api.GetAsync($"{Interactions}/counts?{query}")).Is(200).Root.GetProperty("result");
            return (Of("call"), Of("email"), Of("meeting"), Of("note"), Of("task"), Of("total"));

            int Of(string type) => result.GetProperty(type).GetInt32();
        }
    }

    [Fact]
    public async Task Every_answer_says_that_the_operation_is_old_and_a_tenant_may_switch_it_off()
    {
        var boss = await api.SuperAdminAsync();
        foreach (var path in new[] { Activities, Todos })
        {
            foreach (var answer in new[] { await boss.Api.GetAsync(path), await boss.Api.PostAsync(path, new { }), await boss.Api.DeleteAsync($"{path}?id=x") })
            {
                Assert.Equal("true", answer.Header("Deprecation"));
                Assert.NotNull(answer.Header("Sunset"));
                Assert.Contains("/api/customers/interactions", answer.Header("Link")!, StringComparison.Ordinal);
            }
        }

        Assert.Null((await boss.Api.GetAsync(Interactions)).Header("Deprecation"));
        var toggle = (await boss.Api.PostAsync("/api/feature_toggles/global", new
        {
            identifier = "customers_interactions_legacy_adapters", name = "Old operations", type = "boolean", defaultValue = true,
        })).NewId();
        (await boss.Api.GetAsync(Todos)).Is(200);
        (await boss.Api.PutAsync("/api/feature_toggles/overrides", new { toggleId = toggle, isOverride = true, overrideValue = false })).Is(200);
        (await boss.Api.GetAsync(Todos)).Refuses(404);
        (await boss.Api.PostAsync(Activities, new { })).Refuses(404);
        (await boss.Api.GetAsync(Interactions)).Is(200);
        (await (await api.AdminAsync()).Api.GetAsync(Todos)).Is(200);
    }

    [Fact]
    public async Task Widgets_show_the_latest_tasks_and_the_soonest_plans()
    {
        var staff = await api.AdminAsync();
        var (soon, later, past) = (await staff.PersonAsync("Soon"), await staff.PersonAsync("Later"), await staff.CompanyAsync("Past"));
        await staff.PlanAsync(later, "In March", "2040-03-01T00:00:00Z", type: "task");
        await staff.PlanAsync(soon, "In January", "2040-01-01T00:00:00Z");
        await staff.PlanAsync(past, "Forgotten", "2020-01-01T00:00:00Z", type: "task");
        const string Next = "/api/customers/dashboard/widgets/next-interactions", Latest = "/api/customers/dashboard/widgets/customer-todos";
        Assert.Equal(["In January", "In March"], await NamesAsync(Next, "nextInteractionName"));
        Assert.Equal(["Forgotten", "In January"], await NamesAsync($"{Next}?includePast=true&limit=2", "nextInteractionName"));
        Assert.Equal(["Forgotten", "In March"], await NamesAsync(Latest, "todoTitle"));
        Assert.Equal(["Forgotten"], await NamesAsync($"{Latest}?limit=1&organizationId={staff.OrganizationId}&tenantId={staff.TenantId}", "todoTitle"));
        Assert.Equal("Past", (await staff.Api.GetAsync(Latest)).Items()[0].GetProperty("entity").Text("displayName"));
        var below = await api.BelowAsync(staff);
        var stranger = await api.AdminAsync();
        foreach (var path in new[] { Next, Latest })
        {
            (await staff.Api.GetAsync($"{path}?limit=0")).Refuses(400, field: "limit");
            (await staff.Api.GetAsync($"{path}?organizationId=x")).Refuses(400, field: "organizationId");
            (await staff.Api.GetAsync($"{path}?tenantId={stranger.TenantId}")).Refuses(403);
            (await below.Api.GetAsync($"{path}?organizationId={staff.OrganizationId}")).Refuses(403);
            Assert.Empty((await below.Api.GetAsync(path)).Items());
            Assert.Empty((await stranger.Api.GetAsync(path)).Items());
            (await (await api.AdminAsync("dashboards.view", "customers.interactions.view")).Api.GetAsync(path)).Refuses(403);
        }

        async Task<string[]> NamesAsync(string path, string member) => [.. (await staff.Api.GetAsync(path)).Items().Select(i => i.Text(member))];
    }
}
