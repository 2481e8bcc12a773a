using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>What is put on customers: tags for all, labels for oneself.</summary>
public sealed class MarkTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static async Task<string[]> TagsAsync(Person staff, string person) =>
        [.. (await staff.Api.GetAsync($"{Crm.Root}/people/{person}")).Is(200).Root.GetProperty("tags").EnumerateArray().Select(t => t.Text("label"))];

    private static Task<Answer> TagAsync(Person staff, string verb, string tag, string customer) =>
        staff.Api.PostAsync($"{Crm.Root}/tags/{verb}", new { tagId = tag, entityId = customer });

    private static Task<Answer> LabelAsync(Person staff, string verb, string label, string customer) =>
        staff.Api.PostAsync($"{Crm.Root}/labels/{verb}", new { labelId = label, entityId = customer });

    [Fact]
    public async Task A_tag_is_put_on_once_taken_off_once_and_both_are_undone()
    {
        var staff = await api.AdminAsync();
        var (person, tag) = (await Crm.PersonAsync(staff), await Crm.TagAsync(staff));
        var assigned = (await TagAsync(staff, "assign", tag, person)).Is(201);
        (await TagAsync(staff, "assign", tag, person)).Refuses(409, "Tag already assigned");
        Assert.Equal(["vip"], await TagsAsync(staff, person));
        (await staff.Api.UndoAsync(assigned)).Is(200);
        Assert.Empty(await TagsAsync(staff, person));
        (await TagAsync(staff, "unassign", tag, person)).Refuses(404);

        (await TagAsync(staff, "assign", tag, person)).Is(201);
        var removed = (await TagAsync(staff, "unassign", tag, person)).Is(200);
        Assert.Empty(await TagsAsync(staff, person));
        (await staff.Api.UndoAsync(removed)).Is(200);
        Assert.Equal(["vip"], await TagsAsync(staff, person));
        Assert.Single((await staff.Api.GetAsync($"{Crm.Root}/people?tagIds={tag}")).Items());
    }

    [Fact]
    public async Task A_tag_raced_onto_a_customer_is_there_once()
    {
        var staff = await api.AdminAsync();
        var (person, tag) = (await Crm.PersonAsync(staff), await Crm.TagAsync(staff));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TagAsync(staff, "assign", tag, person)));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a.Status != 201), a => a.Refuses(409));
    }

    [Fact]
    public async Task Tags_that_are_set_put_on_taken_off_and_deleted_at_once_take_turns()
    {
        var staff = await api.AdminAsync();
        for (var round = 0; round < 6; round++)
        {
            var (one, two) = (await Crm.TagAsync(staff, $"one{round}"), await Crm.TagAsync(staff, $"two{round}"));
            var person = await Crm.PersonAsync(staff, more: new { firstName = "Ada", lastName = "Lovelace", tags = new[] { one } });
            var answers = await Task.WhenAll(
                TagAsync(staff, "assign", two, person), staff.Api.PutAsync($"{Crm.Root}/people", new { id = person, tags = new[] { two, one } }), TagAsync(staff, "unassign", one, person),
                staff.Api.PutAsync($"{Crm.Root}/people", new { id = person, tags = Array.Empty<string>() }), staff.Api.DeleteAsync($"{Crm.Root}/tags?id={one}"));
            Assert.Contains(answers[0].Status, new[] { 201, 409 });
            Assert.Contains(answers[1].Status, new[] { 200, 400 });
            Assert.Contains(answers[2].Status, new[] { 200, 404 });
            Assert.Equal((200, 200), (answers[3].Status, answers[4].Status));
        }
    }

    [Fact]
    public async Task Tags_of_organizations_that_one_does_not_see_stay_on_a_customer_whose_tags_one_sets()
    {
        var staff = await api.AdminAsync();
        var child = await api.BelowAsync(staff);
        var (person, above, own) = (await Crm.PersonAsync(child), await Crm.TagAsync(staff, "above"), await Crm.TagAsync(child, "own"));
        (await TagAsync(staff, "assign", above, person)).Is(201);
        (await child.Api.PutAsync($"{Crm.Root}/people", new { id = person, tags = new[] { own } })).Is(200);
        Assert.Equal(["above", "own"], await TagsAsync(staff, person));
        (await child.Api.PutAsync($"{Crm.Root}/people", new { id = person, tags = Array.Empty<string>() })).Is(200);
        Assert.Equal(["above"], await TagsAsync(staff, person));
    }

    [Fact]
    public async Task A_deleted_tag_leaves_its_customers_and_comes_back_to_them_when_that_is_undone()
    {
        var staff = await api.AdminAsync();
        var (one, two, tag) = (await Crm.PersonAsync(staff), await Crm.PersonAsync(staff), await Crm.TagAsync(staff));
        await TagAsync(staff, "assign", tag, one);
        await TagAsync(staff, "assign", tag, two);
        var deleted = (await staff.Api.DeleteAsync($"{Crm.Root}/tags?id={tag}")).Is(200);
        Assert.Empty(await TagsAsync(staff, one));
        (await staff.Api.UndoAsync(deleted)).Is(200);
        Assert.Equal(["vip", "vip"], [.. await TagsAsync(staff, one), .. await TagsAsync(staff, two)]);
    }

    [Fact]
    public async Task Slugs_of_tags_are_unique_in_an_organization_and_made_of_the_label_unless_given()
    {
        var staff = await api.AdminAsync();
        await Crm.TagAsync(staff);
        (await staff.Api.PostAsync($"{Crm.Root}/tags", new { slug = "vip", label = "Again" })).Refuses(409, "Tag slug already exists");
        await Crm.TagAsync(await api.BelowAsync(staff));
        var other = (await staff.Api.PostAsync($"{Crm.Root}/tags", new { label = "Very Important!" })).NewId();
        Assert.Equal("very-important", (await staff.Api.GetAsync($"{Crm.Root}/tags?ids={other}")).Items().Single().Text("slug"));
        foreach (var label in new[] { "Büro 2", "Важно" })
        {
            var id = (await staff.Api.PostAsync($"{Crm.Root}/tags", new { label })).NewId();
            var slug = (await staff.Api.GetAsync($"{Crm.Root}/tags?ids={id}")).Items().Single().Text("slug");
            (await staff.Api.PutAsync($"{Crm.Root}/tags", new { id, label, slug })).Is(200);
        }

        (await staff.Api.PutAsync($"{Crm.Root}/tags", new { id = other, slug = "vip" })).Refuses(409);
        Assert.Equal([other], (await staff.Api.GetAsync($"{Crm.Root}/tags?search=important")).Items().Select(t => t.Text("id")));
        (await staff.Api.PostAsync($"{Crm.Root}/tags", new { slug = "No Slug", label = "x" })).Refuses(400, field: "slug");
        (await staff.Api.PostAsync($"{Crm.Root}/tags", new { slug = "x", label = "x", color = "red" })).Refuses(400, field: "color");
    }

    [Fact]
    public async Task Other_tenants_tags_labels_and_customers_are_like_missing_ones()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var (person, tag) = (await Crm.PersonAsync(staff), await Crm.TagAsync(staff));
        var label = (await staff.Api.PostAsync($"{Crm.Root}/labels", new { label = "Mine" })).NewId();
        var (theirs, foreign) = (await Crm.PersonAsync(stranger), await Crm.TagAsync(stranger));
        foreach (var verb in new[] { "assign", "unassign" })
        {
            (await TagAsync(staff, verb, foreign, person)).Refuses(404, "Tag not found");
            (await TagAsync(staff, verb, tag, theirs)).Refuses(404, "Customer not found");
            (await LabelAsync(stranger, verb, label, theirs)).Refuses(404, "Label not found");
            (await LabelAsync(staff, verb, label, theirs)).Refuses(404, "Customer not found");
            (await staff.Api.PostAsync($"{Crm.Root}/tags/{verb}", new { })).Refuses(400, field: "tagId");
        }

        (await staff.Api.PostAsync($"{Crm.Root}/tags/assign", new { tagId = tag, entityId = person, tenantId = stranger.TenantId })).Refuses(403);
        (await staff.Api.PostAsync($"{Crm.Root}/tags/assign", new { tagId = tag, entityId = person, organizationId = stranger.OrganizationId })).Refuses(403);
        (await staff.Api.PostAsync($"{Crm.Root}/tags/assign", new { tagId = tag, entityId = person, organizationId = staff.OrganizationId, tenantId = staff.TenantId })).Is(201);
        (await staff.Api.PutAsync($"{Crm.Root}/people", new { id = person, tags = new[] { foreign } })).Refuses(400, field: "tags");
    }

    [Fact]
    public async Task Labels_are_their_owners_only()
    {
        var staff = await api.AdminAsync();
        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "*");
        var person = await Crm.PersonAsync(staff);
        var label = (await staff.Api.PostAsync($"{Crm.Root}/labels", new { label = "Call back" })).Is(201).Root;
        Assert.Equal("call-back", label.Text("slug"));
        (await staff.Api.PostAsync($"{Crm.Root}/labels", new { label = "CALL  back" })).Refuses(409);
        (await colleague.Api.PostAsync($"{Crm.Root}/labels", new { label = "Call back" })).Is(201);
        (await staff.Api.PostAsync($"{Crm.Root}/labels", new { label = "!!!" })).Refuses(400, field: "label");

        var assigned = (await LabelAsync(staff, "assign", label.Text("id"), person)).Is(201);
        Assert.Equal(assigned.Root.Text("id"), (await LabelAsync(staff, "assign", label.Text("id"), person)).Is(200).Root.Text("id"));
        (await LabelAsync(colleague, "assign", label.Text("id"), person)).Refuses(404);
        Assert.Equal([label.Text("id")], await AssignedAsync(staff));
        Assert.Empty(await AssignedAsync(colleague));

        var removed = (await LabelAsync(staff, "unassign", label.Text("id"), person)).Is(200);
        Assert.Equal(JsonValueKind.Null, (await LabelAsync(staff, "unassign", label.Text("id"), person)).Is(200).Root.GetProperty("id").ValueKind);
        (await staff.Api.UndoAsync(removed)).Is(200);
        Assert.Single(await AssignedAsync(staff));

        async Task<string[]> AssignedAsync(Person who) =>
            [.. (await who.Api.GetAsync($"{Crm.Root}/labels?entityId={person}")).Is(200).Root.GetProperty("assignedIds").EnumerateArray().Select(i => i.GetString()!)];
    }

    [Fact]
    public async Task A_program_keeps_labels_and_comments_of_its_own()
    {
        var staff = await api.AdminAsync();
        var role = await api.RoleAsync(staff, "program");
        (await staff.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "customers.people.*", "customers.activities.*" } })).Is(200);
        var secret = (await staff.Api.PostAsync("/api/api_keys/keys", new { name = "nightly", roles = new[] { "program" }, organizationId = staff.OrganizationId })).Is(201).Root.Text("secret");
        var person = await Crm.PersonAsync(staff);
        var label = await SendAsync("labels", new { label = "Seen" });
        Assert.Equal(201, (await SendAsync("labels/assign", new { labelId = label.Root.Text("id"), entityId = person })).Status);
        Assert.Empty((await staff.Api.GetAsync($"{Crm.Root}/labels")).Items());
        Assert.Equal(JsonValueKind.Null, (await SendAsync("comments", new { entityId = person, body = "Imported" })).Is(201).Root.GetProperty("authorUserId").ValueKind);

        Task<Answer> SendAsync(string path, object body) => api.Host.Anonymous.PostAsync($"{Crm.Root}/{path}", body, ("X-Api-Key", secret));
    }
}
