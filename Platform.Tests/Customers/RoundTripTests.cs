using System.Text.Json.Nodes;
using Platform.Tests.Support;
using static Platform.Tests.Customers.Timelines;

namespace Platform.Tests.Customers;

/// <summary>What was read of a person or a company can be sent back, and what was done to its parts is found under it.</summary>
public sealed class RoundTripTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task A_profile_is_sent_back_as_it_was_read_and_unknown_members_of_it_are_refused()
    {
        var staff = await api.AdminAsync();
        var company = (await staff.Api.PostAsync(Companies, new { displayName = "Acme", profile = new { legalName = "Acme Ltd.", annualRevenue = "1250.50" } })).NewId();
        var person = (await staff.Api.PostAsync(People, new { profile = new { firstName = "Ada", lastName = "Lovelace", companyEntityId = company } })).NewId();
        foreach (var (path, id, member, text) in new[] { (People, person, "jobTitle", "Analyst"), (Companies, company, "brandName", "ACME") })
        {
            var detail = (await staff.Api.GetAsync($"{path}/{id}")).Is(200).Root;
            Assert.True(detail.GetProperty("profile").TryGetProperty("updatedAt", out _));
            var profile = JsonNode.Parse(detail.GetProperty("profile").GetRawText())!.AsObject();
            profile[member] = text;
            (await staff.Api.PutAsync(path, new JsonObject { ["id"] = id, ["profile"] = profile }.ToJsonString())).Is(200);
            var after = (await staff.Api.GetAsync($"{path}/{id}")).Root.GetProperty("profile");
            foreach (var (name, value) in profile.Where(m => m.Key != "updatedAt"))
            {
                Assert.Equal(value?.ToJsonString() ?? "null", after.GetProperty(name).GetRawText());
            }

            (await staff.Api.PutAsync(path, new { id, profile = new { shoeSize = 38 } })).Refuses(400, field: "profile.shoeSize");
            (await staff.Api.PutAsync(path, new { id, profile = "none" })).Refuses(400, field: "profile");
        }

        (await staff.Api.PutAsync(People, new { id = person, profile = new { linkedInUrl = "no address" } })).Refuses(400, field: "profile.linkedInUrl");
        (await staff.Api.PutAsync(People, new { id = person, jobTitle = "A", profile = new { jobTitle = "B" } })).Refuses(400, field: "profile.jobTitle");
        var shown = (await staff.Api.GetAsync($"{People}/{person}")).Root.GetProperty("company");
        Assert.Equal((company, "Acme"), (shown.Text("id"), shown.Text("displayName")));
    }

    [Fact]
    public async Task What_is_done_to_its_parts_is_found_under_a_customer_and_its_deal()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        var deal = (await Crm.DealAsync(api, staff, person)).Id.ToString();
        var address = (await staff.Api.PostAsync($"{Crm.Root}/addresses", new { entityId = person, addressLine1 = "1 Main Street" })).NewId();
        var comment = (await staff.Api.PostAsync($"{Crm.Root}/comments", new { entityId = person, dealId = deal, body = "A note" })).NewId();
        var call = await staff.PlanAsync(person, "Call", "2030-05-06T09:00:00Z", type: "call");
        (await staff.Api.PostAsync($"{Interactions}/complete", new { id = call })).Is(200);
        var activity = (await staff.Api.PostAsync($"{Crm.Root}/activities", new { entityId = person, activityType = "note", subject = "Done" })).NewId();
        var undone = (await staff.Api.SendAsync(HttpMethod.Delete, $"{Crm.Root}/comments", new { id = comment })).Is(200);
        Assert.NotNull(undone.Header("x-om-operation"));

        Assert.Equal(
            new[] { address, comment, comment, call, call, activity, person }.Order(),
            (await ActionsAsync($"resourceKind=customers.person&resourceId={person}&includeRelated=true")).Order());
        Assert.Equal([person], await ActionsAsync($"resourceKind=customers.person&resourceId={person}"));
        Assert.Equal([comment, comment], await ActionsAsync($"resourceKind=customers.deal&resourceId={deal}&includeRelated=true"));

        async Task<IEnumerable<string>> ActionsAsync(string query) =>
            (await staff.Api.GetAsync($"/api/audit_logs/audit-logs/actions?{query}")).Is(200).Items().Select(i => i.Text("resourceId")!);
    }

    [Fact]
    public async Task A_list_is_not_sorted_by_a_name_that_is_encrypted()
    {
        var staff = await api.AdminAsync();
        var company = await staff.CompanyAsync();
        var person = await staff.PersonAsync();
        await Crm.LinkAsync(staff, person, company);
        (await staff.Api.PostAsync("/api/entities/encryption", new { entityId = "customers:person", fields = new[] { new { field = "displayName" } } })).Is(200);
        (await staff.Api.GetAsync($"{Companies}/{company}/people?sort=name-desc")).Refuses(400, field: "sort");
        (await staff.Api.GetAsync($"{People}?sortField=displayName")).Refuses(400, field: "sortField");
        Assert.Single((await staff.Api.GetAsync($"{Companies}/{company}/people")).Items());
        Assert.Single((await staff.Api.GetAsync($"{Companies}/{company}/people?sort=recent")).Items());
    }

    [Fact]
    public async Task A_value_with_a_comma_is_filtered_by()
    {
        var staff = await api.AdminAsync();
        foreach (var source in new[] { "Fair, Berlin", "Fair", "Web" })
        {
            (await staff.Api.PostAsync(People, new { firstName = "A", lastName = source, source })).Is(201);
        }

        Assert.Equal(["Fair, Berlin"], await FindAsync(@"source=Fair\,%20Berlin"));
        Assert.Equal(["Fair, Berlin", "Web"], await FindAsync(@"source=Fair\,%20Berlin&source=Web"));
        Assert.Equal(["Fair", "Web"], await FindAsync("source=Fair,Web"));

        async Task<IEnumerable<string>> FindAsync(string query) => (await staff.Api.GetAsync($"{People}?{query}")).Items().Select(i => i.Text("source")!).Order(StringComparer.Ordinal);
    }
}
