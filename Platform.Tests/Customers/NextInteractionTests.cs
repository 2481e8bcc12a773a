using Platform.Tests.Support;
using static Platform.Tests.Customers.Timelines;

namespace Platform.Tests.Customers;

/// <summary>A customer's row says what is planned next, whatever happens to the timeline.</summary>
public sealed class NextInteractionTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task It_is_the_earliest_that_is_planned()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        Assert.Null(await staff.NextOfAsync(person));
        await staff.PlanAsync(person, "No time", null);
        Assert.Null(await staff.NextOfAsync(person));
        var later = await staff.PlanAsync(person, "Later", "2030-02-01T10:00:00Z");
        Assert.Equal("Later", await staff.NextOfAsync(person));
        var sooner = await staff.PlanAsync(person, "Sooner", "2030-01-01T10:00:00Z");
        Assert.Equal("Sooner", await staff.NextOfAsync(person));
        (await staff.Api.PutAsync(Interactions, new { id = sooner, title = "Soon", appearanceIcon = "lucide:phone" })).Is(200);
        Assert.Equal("Soon", await staff.NextOfAsync(person));
        Assert.Equal("lucide:phone", (await staff.Api.GetAsync($"{People}?ids={person}")).Items().Single().Text("next_interaction_icon"));
        (await staff.Api.PostAsync($"{Interactions}/complete", new { id = sooner })).Is(200);
        Assert.Equal("Later", await staff.NextOfAsync(person));
        (await staff.Api.PutAsync(Interactions, new { id = sooner, status = "planned" })).Is(200);
        Assert.Equal("Soon", await staff.NextOfAsync(person));
        (await staff.Api.PostAsync($"{Interactions}/cancel", new { id = sooner })).Is(200);
        Assert.Equal("Later", await staff.NextOfAsync(person));
        (await staff.Api.DeleteAsync($"{Interactions}?id={later}")).Is(200);
        Assert.Null(await staff.NextOfAsync(person));
    }

    [Fact]
    public async Task At_the_same_time_the_most_urgent_wins_then_the_oldest()
    {
        var staff = await api.AdminAsync();
        var company = await staff.CompanyAsync();
        const string At = "2030-01-01T10:00:00Z";
        await staff.PlanAsync(company, "Of no priority", At);
        Assert.Equal("Of no priority", await staff.NextOfAsync(company));
        await staff.PlanAsync(company, "Low", At, 0);
        await staff.PlanAsync(company, "High", At, 9);
        await staff.PlanAsync(company, "As high, but younger", At, 9);
        Assert.Equal("High", await staff.NextOfAsync(company));
    }

    [Fact]
    public async Task It_moves_with_the_interaction_from_one_customer_to_another_and_back()
    {
        var staff = await api.AdminAsync();
        var (person, company) = (await staff.PersonAsync(), await staff.CompanyAsync());
        var id = await staff.PlanAsync(person, "Moved", "2030-01-01T10:00:00Z");
        await staff.PlanAsync(person, "Stays", "2030-02-01T10:00:00Z");
        var moved = (await staff.Api.PutAsync(Interactions, new { id, entityId = company })).Is(200);
        Assert.Equal(("Stays", "Moved"), (await staff.NextOfAsync(person), await staff.NextOfAsync(company)));
        (await staff.Api.UndoAsync(moved)).Is(200);
        Assert.Equal(("Moved", null), (await staff.NextOfAsync(person), await staff.NextOfAsync(company)));
        (await staff.Api.RedoAsync(moved.LogId())).Is(200);
        Assert.Equal(("Stays", "Moved"), (await staff.NextOfAsync(person), await staff.NextOfAsync(company)));
    }

    [Fact]
    public async Task It_follows_undo_and_redo_of_everything()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        await staff.PlanAsync(person, "Later", "2030-02-01T10:00:00Z");
        var created = (await staff.Api.PostAsync(Interactions, new { entityId = person, interactionType = "call", title = "Sooner", scheduledAt = "2030-01-01T10:00:00Z" })).Is(201);
        var id = created.NewId();
        foreach (var change in new Func<Task<Answer>>[]
        {
            () => staff.Api.PutAsync(Interactions, new { id, scheduledAt = "2030-03-01T10:00:00Z" }), () => staff.Api.PostAsync($"{Interactions}/complete", new { id }),
            () => staff.Api.PostAsync($"{Interactions}/cancel", new { id }), () => staff.Api.DeleteAsync($"{Interactions}?id={id}"),
        })
        {
            var done = (await change()).Is(200);
            Assert.Equal("Later", await staff.NextOfAsync(person));
            (await staff.Api.UndoAsync(done)).Is(200);
            Assert.Equal("Sooner", await staff.NextOfAsync(person));
            var again = (await staff.Api.RedoAsync(done.LogId())).Is(200);
            Assert.Equal("Later", await staff.NextOfAsync(person));
            (await staff.Api.UndoAsync(again.Root.Text("undoToken"))).Is(200);
        }

        (await staff.Api.UndoAsync(created)).Is(200);
        Assert.Equal("Later", await staff.NextOfAsync(person));
        (await staff.Api.RedoAsync(created.LogId())).Is(200);
        Assert.Equal("Sooner", await staff.NextOfAsync(person));
    }

    [Fact]
    public async Task An_undo_at_the_customer_leaves_what_is_next_now()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        await staff.PlanAsync(person, "Old", "2030-02-01T10:00:00Z");
        var changed = (await staff.Api.PutAsync(People, new { id = person, jobTitle = "Boss" })).Is(200);
        await staff.PlanAsync(person, "New", "2030-01-01T10:00:00Z");
        (await staff.Api.UndoAsync(changed)).Is(200);
        Assert.Equal("New", await staff.NextOfAsync(person));
    }

    [Fact]
    public async Task Plans_that_race_leave_the_earliest()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        for (var round = 0; round < 3; round++)
        {
            var ids = await Task.WhenAll(Enumerable.Range(1, 8).Select(day => staff.PlanAsync(person, $"Day {day}", $"2030-01-0{day}T10:00:00Z")));
            Assert.Equal("Day 1", await staff.NextOfAsync(person));
            var answers = await Task.WhenAll(ids.Take(7).Select((id, i) => i % 2 == 0
                ? staff.Api.PostAsync($"{Interactions}/complete", new { id }) : staff.Api.DeleteAsync($"{Interactions}?id={id}")));
            Assert.All(answers, a => a.Is(200));
            Assert.Equal("Day 8", await staff.NextOfAsync(person));
            (await staff.Api.PostAsync($"{Interactions}/cancel", new { id = ids[7] })).Is(200);
            Assert.Null(await staff.NextOfAsync(person));
        }
    }

    [Fact]
    public async Task Moves_there_and_back_that_race_leave_both_customers_right()
    {
        var staff = await api.AdminAsync();
        var (one, other) = (await staff.PersonAsync(), await staff.CompanyAsync());
        var (a, b) = (await staff.PlanAsync(one, "A", "2030-01-01T10:00:00Z"), await staff.PlanAsync(other, "B", "2030-01-02T10:00:00Z"));
        for (var round = 0; round < 5; round++)
        {
            var (toOther, toOne) = round % 2 == 0 ? (a, b) : (b, a);
            var answers = await Task.WhenAll(staff.Api.PutAsync(Interactions, new { id = toOther, entityId = other }), staff.Api.PutAsync(Interactions, new { id = toOne, entityId = one }));
            Assert.All(answers, answer => answer.Is(200));
            var expected = round % 2 == 0 ? ("B", "A") : ("A", "B");
            Assert.Equal(expected, (await staff.NextOfAsync(one), await staff.NextOfAsync(other)));
        }
    }

    [Fact]
    public async Task An_undo_that_races_a_change_of_the_same_interaction_leaves_the_customer_right()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        var id = await staff.PlanAsync(person, "Planned", "2030-01-01T10:00:00Z");
        for (var round = 0; round < 5; round++)
        {
            var done = (await staff.Api.PostAsync($"{Interactions}/complete", new { id })).Is(200);
            await Task.WhenAll(staff.Api.UndoAsync(done), staff.Api.PutAsync(Interactions, new { id, body = $"Round {round}" }));
            var planned = (await staff.InteractionAsync(id)).Text("status") == "planned";
            Assert.Equal(planned ? "Planned" : null, await staff.NextOfAsync(person));
            (await staff.Api.PutAsync(Interactions, new { id, status = "planned" })).Is(200);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_copy_of_the_title_is_sealed_as_the_customers_map_says(bool interactions, bool customers)
    {
        var staff = await api.AdminAsync();
        if (interactions)
        {
            await InteractionTests.EncryptAsync(staff, "customers:interaction", "title");
        }

        if (customers)
        {
            await InteractionTests.EncryptAsync(staff, "customers:person", "next_interaction_name");
        }

        var person = await staff.PersonAsync();
        await staff.PlanAsync(person, "Quiet talk", "2030-01-01T10:00:00Z");
        var first = await staff.PlanAsync(person, "First", "2029-01-01T10:00:00Z");
        (await staff.Api.PostAsync($"{Interactions}/complete", new { id = first })).Is(200);
        var stored = (string)(await api.Database.RowsAsync("SELECT next_interaction_name FROM customers.customers WHERE id = $1", Guid.Parse(person))).Single()[0]!;
        Assert.Equal(customers, stored.StartsWith("enc:v1:", StringComparison.Ordinal));
        Assert.Equal(!customers, stored == "Quiet talk");
        Assert.Equal("Quiet talk", await staff.NextOfAsync(person));
    }

    [Fact]
    public async Task Others_hear_what_became_of_an_interaction()
    {
        var staff = await api.AdminAsync();
        var id = await staff.PlanAsync(await staff.PersonAsync(), "Call", "2030-01-01T10:00:00Z");
        var done = (await staff.Api.PostAsync($"{Interactions}/complete", new { id })).Is(200);
        (await staff.Api.PostAsync($"{Interactions}/complete", new { id })).Is(200);
        (await staff.Api.UndoAsync(done)).Is(200);
        (await staff.Api.PostAsync($"{Interactions}/cancel", new { id })).Is(200);
        (await staff.Api.PutAsync(Interactions, new { id, body = "Changes nothing of what is next" })).Is(200);
        var told = (await api.Database.RowsAsync(
            "SELECT subject FROM events.outbox WHERE convert_from(payload, 'UTF8')::json->>'tenantId' = $1 ORDER BY id", staff.TenantId.ToString())).Select(r => (string)r[0]!).ToList();
        foreach (var (what, times) in new[] { ("interaction.created", 1), ("interaction.completed", 1), ("interaction.reverted", 1), ("interaction.canceled", 1), ("next_interaction.updated", 4) })
        {
            Assert.Equal((what, times), (what, told.Count(t => t == $"events.customers.{what}")));
        }
    }
}
