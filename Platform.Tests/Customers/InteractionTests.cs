using System.Text.Json;
using Platform.Tests.Support;
using static Platform.Tests.Customers.Timelines;

namespace Platform.Tests.Customers;

/// <summary>What is planned, done and canceled with customers.</summary>
public sealed class InteractionTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task What_is_sent_comes_back()
    {
        var staff = await api.AdminAsync();
        var (person, deal) = (await staff.PersonAsync(), await api.DealAsync(staff));
        var id = (await staff.Api.PostAsync(Interactions, new
        {
            entityId = person, dealId = deal, interactionType = "meeting", title = "Kick-off", body = "All of it", scheduledAt = "2031-03-01T09:00:00+01:00", priority = 7,
            duration = 45, location = "Room 1", recurrenceRule = "FREQ=WEEKLY;BYDAY=MO", recurrenceEnd = "2031-06-01T00:00:00Z", reminderMinutes = 15, visibility = "team", allDay = false,
            participants = new[] { new { userId = staff.UserId, name = "Ada" } }, linkedEntities = new[] { new { id = person, type = "person" } }, guestPermissions = new { canInvite = true },
            ownerUserId = staff.UserId, appearanceColor = "#112233", appearanceIcon = "lucide:phone", pinned = true, source = "manual",
        })).NewId();
        var item = await staff.InteractionAsync(id);
        Assert.Equal(("Kick-off", "All of it", "planned", "2031-03-01T08:00:00Z"), (item.Text("title"), item.Text("body"), item.Text("status"), item.Text("scheduledAt")));
        Assert.Equal((45, 45, 7, 15), (Number("duration"), Number("durationMinutes"), Number("priority"), Number("reminderMinutes")));
        Assert.Equal(("Big deal", staff.Email, staff.UserId.ToString()), (item.Text("dealTitle"), item.Text("authorEmail"), item.Text("authorUserId")));
        Assert.Equal("Ada", item.GetProperty("participants")[0].Text("name"));
        Assert.Equal(person, item.GetProperty("linkedEntities")[0].Text("id"));
        Assert.True(item.GetProperty("guestPermissions").GetProperty("canInvite").GetBoolean());

        (await staff.Api.PutAsync(Interactions, new { id, participants = (object?)null, durationMinutes = 60 })).Is(200);
        item = await staff.InteractionAsync(id);
        Assert.Equal((JsonValueKind.Null, 60), (item.GetProperty("participants").ValueKind, Number("durationMinutes")));

        int Number(string name) => item.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Bad_values_are_refused_by_field()
    {
        var staff = await api.AdminAsync();
        var stranger = await api.AdminAsync();
        var person = await staff.PersonAsync();
        var foreign = await api.DealAsync(stranger);
        foreach (var (field, value) in new (string, object?)[]
        {
            ("status", "soon"), ("priority", 101), ("priority", -1), ("priority", "high"), ("duration", 0), ("durationMinutes", 100_000), ("scheduledAt", "tomorrow"), ("recurrenceRule", "every day"),
            ("recurrenceRule", "FREQ=SECONDLY"), ("recurrenceEnd", "2001-01-01T00:00:00Z"), ("visibility", "secret"), ("participants", "me"), ("participants", new[] { 7 }),
            ("participants", new[] { new { userId = "me" } }), ("guestPermissions", new[] { 1 }), ("appearanceColor", "red"), ("ownerUserId", stranger.UserId), ("authorUserId", stranger.UserId),
            ("dealId", foreign), ("dealId", Guid.CreateVersion7()), ("interactionType", ""), ("title", new string('x', 501)), ("reminderMinutes", -1),
        })
        {
            var body = new Dictionary<string, object?> { ["entityId"] = person, ["interactionType"] = "call", ["scheduledAt"] = "2030-01-01T00:00:00Z", [field] = value };
            (await staff.Api.PostAsync(Interactions, body)).Refuses(400, field: field);
        }
    }

    [Fact]
    public async Task It_belongs_to_a_person_or_a_company_that_the_caller_sees()
    {
        var staff = await api.AdminAsync();
        var stranger = await api.AdminAsync();
        var (mine, theirs, deal) = (await staff.PersonAsync(), await stranger.PersonAsync(), await api.DealAsync(staff));
        (await CreateAsync(deal)).Refuses(422, "entityId must reference a person or company, not a deal");
        (await CreateAsync(theirs)).Refuses(404, "Customer not found");
        (await CreateAsync(Guid.CreateVersion7().ToString())).Refuses(404, "Customer not found");
        var id = (await CreateAsync(mine)).NewId();
        (await staff.Api.PutAsync(Interactions, new { id, entityId = theirs })).Refuses(404, "Customer not found");
        (await staff.Api.PutAsync(Interactions, new { id, entityId = deal })).Refuses(422);
        (await staff.Api.DeleteAsync($"{People}?id={mine}")).Is(200);
        (await CreateAsync(mine)).Refuses(404, "Customer not found");

        Task<Answer> CreateAsync(string customer) => staff.Api.PostAsync(Interactions, new { entityId = customer, interactionType = "note" });
    }

    [Fact]
    public async Task It_lies_in_the_organization_of_its_customer()
    {
        var above = await api.AdminAsync();
        var below = await api.BelowAsync(above);
        var id = await above.PlanAsync(await below.PersonAsync(), "Seen below", null);
        Assert.Equal(below.OrganizationId.ToString(), (await below.InteractionAsync(id)).Text("organizationId"));
        (await above.Api.PutAsync(Interactions, new { id, entityId = await above.PersonAsync() })).Is(200);
        Assert.Empty((await below.Api.GetAsync($"{Interactions}?ids={id}")).Items());
    }

    [Fact]
    public async Task Completing_and_canceling_may_be_asked_for_again_and_is_undone()
    {
        var staff = await api.AdminAsync();
        var id = await staff.PlanAsync(await staff.PersonAsync(), "Call", "2030-01-01T10:00:00Z");
        var done = (await staff.Api.PostAsync($"{Interactions}/complete", new { id, occurredAt = "2029-12-31T10:00:00Z" })).Is(200);
        Assert.Equal(("done", "2029-12-31T10:00:00Z"), await StateAsync());
        Assert.Null((await staff.Api.PostAsync($"{Interactions}/complete", new { id })).Is(200).Header("x-om-operation"));
        Assert.Equal(("done", "2029-12-31T10:00:00Z"), await StateAsync());
        (await staff.Api.UndoAsync(done)).Is(200);
        Assert.Equal(("planned", null), await StateAsync());

        var canceled = (await staff.Api.PostAsync($"{Interactions}/cancel", new { id })).Is(200);
        Assert.Null((await staff.Api.PostAsync($"{Interactions}/cancel", new { id })).Is(200).Header("x-om-operation"));
        Assert.Equal(("canceled", null), await StateAsync());
        (await staff.Api.UndoAsync(canceled)).Is(200);
        (await staff.Api.RedoAsync(canceled.LogId())).Is(200);
        Assert.Equal(("canceled", null), await StateAsync());
        foreach (var verb in new[] { "complete", "cancel" })
        {
            (await staff.Api.PostAsync($"{Interactions}/{verb}", new { })).Refuses(400, field: "id");
            (await staff.Api.PostAsync($"{Interactions}/{verb}", """{"id":"x"}""")).Refuses(400);
            (await staff.Api.PostAsync($"{Interactions}/{verb}", new { id = Guid.CreateVersion7() })).Refuses(404, "Interaction not found");
            (await (await api.AdminAsync()).Api.PostAsync($"{Interactions}/{verb}", new { id })).Refuses(404, "Interaction not found");
            (await staff.Api.SendAsync(HttpMethod.Post, $"{Interactions}/{verb}", JsonSerializer.Serialize(new { id }), ("x-om-ext-optimistic-lock-expected-updated-at", "2001-01-01T00:00:00Z"))).Refuses(409);
            (await (await api.AdminAsync("customers.interactions.view")).Api.PostAsync($"{Interactions}/{verb}", new { id })).Refuses(403);
        }

        async Task<(string Status, string? Occurred)> StateAsync()
        {
            var item = await staff.InteractionAsync(id);
            return (item.Text("status"), item.GetProperty("occurredAt").GetString());
        }
    }

    [Fact]
    public async Task What_is_open_again_has_not_been()
    {
        var staff = await api.AdminAsync();
        var id = await staff.PlanAsync(await staff.PersonAsync(), "Call", null);
        (await staff.Api.PutAsync(Interactions, new { id, status = "done" })).Is(200);
        Assert.NotNull((await staff.InteractionAsync(id)).GetProperty("occurredAt").GetString());
        (await staff.Api.PutAsync(Interactions, new { id, status = "planned" })).Is(200);
        Assert.Null((await staff.InteractionAsync(id)).GetProperty("occurredAt").GetString());
    }

    [Fact]
    public async Task A_private_one_is_for_its_author_and_its_owner_only()
    {
        var staff = await api.AdminAsync();
        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "*");
        var person = await staff.PersonAsync();
        var id = (await staff.Api.PostAsync(Interactions, new { entityId = person, interactionType = "call", title = "Secret talks", visibility = "private", scheduledAt = "2030-01-01T10:00:00Z" })).NewId();
        Assert.Single((await staff.Api.GetAsync($"{Interactions}?ids={id}")).Items());
        Assert.Empty((await colleague.Api.GetAsync($"{Interactions}?ids={id}")).Items());
        (await colleague.Api.PutAsync(Interactions, new { id, title = "Mine" })).Refuses(404);
        (await colleague.Api.PostAsync($"{Interactions}/complete", new { id })).Refuses(404);
        Assert.Equal("call", await colleague.NextOfAsync(person));
        (await staff.Api.PutAsync(Interactions, new { id, ownerUserId = colleague.UserId })).Is(200);
        Assert.Equal("Secret talks", (await colleague.InteractionAsync(id)).Text("title"));
    }

    [Fact]
    public async Task Encrypted_titles_are_ciphertext_in_the_table_and_found_by_their_words()
    {
        var staff = await api.AdminAsync();
        await EncryptAsync(staff, "customers:interaction", "title", "body");
        var id = (await staff.Api.PostAsync(Interactions, new { entityId = await staff.PersonAsync(), interactionType = "note", title = "Hidden matter", body = "Nobody reads it" })).NewId();
        var stored = (await api.Database.RowsAsync("SELECT title, body FROM customers.interactions WHERE id = $1", Guid.Parse(id))).Single();
        Assert.All(stored, value => Assert.StartsWith("enc:v1:", (string)value!, StringComparison.Ordinal));
        Assert.Equal("Hidden matter", (await staff.Api.GetAsync($"{Interactions}?search=hidd")).Items().Single().Text("title"));
        Assert.Empty((await staff.Api.GetAsync($"{Interactions}?search=hidden+other")).Items());

        var activity = (await staff.Api.PutAsync("/api/customers/activities", new { id, subject = "Hidden still" })).Is(200);
        Assert.StartsWith("enc:v1:", (string)(await api.Database.RowsAsync("SELECT title FROM customers.interactions WHERE id = $1", Guid.Parse(id))).Single()[0]!, StringComparison.Ordinal);
        (await staff.Api.UndoAsync(activity)).Is(200);
        Assert.Equal("Hidden matter", (await staff.InteractionAsync(id)).Text("title"));
    }

    [Fact]
    public async Task Custom_fields_are_kept_filtered_and_exported()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync("/api/entities/definitions", new { entityId = "customers:interaction", key = "mood", kind = "text" })).Is(200);
        var person = await staff.PersonAsync();
        var good = (await staff.Api.PostAsync(Interactions, new { entityId = person, interactionType = "call", cf_mood = "good" })).NewId();
        await staff.PlanAsync(person, "Other", null);
        Assert.Equal([good], (await staff.Api.GetAsync($"{Interactions}?cf_mood=good")).Items().Select(i => i.Text("id")));
        Assert.Equal("good", (await staff.InteractionAsync(good)).GetProperty("customValues").Text("mood"));
        var csv = (await staff.Api.GetAsync($"{Interactions}?format=csv&cf_mood=good")).Is(200);
        Assert.Equal(2, csv.Text.Trim().Split('\n').Length);
        Assert.Contains("cf_mood", csv.Text, StringComparison.Ordinal);
    }

    internal static async Task EncryptAsync(Person staff, string entity, params string[] fields) =>
        (await staff.Api.PostAsync("/api/entities/encryption", new { entityId = entity, isActive = true, fields = fields.Select(f => new { field = f }) })).Is(200);
}
