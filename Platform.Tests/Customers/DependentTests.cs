using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Customers on whom something depends stay; those that go come back whole.</summary>
public sealed class DependentTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task A_company_with_people_and_customers_with_deals_are_not_deleted()
    {
        var staff = await api.AdminAsync();
        var (person, company) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff));
        var link = await Crm.LinkAsync(staff, person, company);
        Assert.Equal("COMPANY_HAS_DEPENDENTS", (await staff.Api.DeleteAsync($"{Crm.Root}/companies?id={company}")).Refuses(422).Root.Text("code"));
        (await staff.Api.DeleteAsync($"{Crm.Root}/people/{person}/companies/{link}")).Is(200);
        await Crm.DealAsync(api, staff, company);
        await Crm.DealAsync(api, staff, person);
        Assert.Equal("COMPANY_HAS_DEPENDENTS", (await staff.Api.DeleteAsync($"{Crm.Root}/companies?id={company}")).Refuses(422).Root.Text("code"));
        Assert.Equal("PERSON_HAS_DEPENDENTS", (await staff.Api.DeleteAsync($"{Crm.Root}/people?id={person}")).Refuses(422).Root.Text("code"));
    }

    [Fact]
    public async Task A_company_with_people_of_another_organization_is_not_deleted_by_one_who_does_not_see_them()
    {
        var staff = await api.AdminAsync();
        var (left, right) = (await api.BelowAsync(staff), await api.BelowAsync(staff));
        var (company, person) = (await Crm.CompanyAsync(left), await Crm.PersonAsync(right));
        await Crm.LinkAsync(staff, person, company);
        Assert.Empty((await left.Api.GetAsync($"{Crm.Root}/companies/{company}/people")).Items());
        (await left.Api.DeleteAsync($"{Crm.Root}/companies?id={company}")).Refuses(422);
        Assert.Empty((await right.Api.GetAsync($"{Crm.Root}/people/{person}/companies")).Items());
    }

    private static string Timeless(System.Text.Json.JsonElement member) => System.Text.RegularExpressions.Regex.Replace(member.GetRawText(), "\"updatedAt\":\"[^\"]*\"", "");

    [Fact]
    public async Task A_deleted_person_comes_back_with_companies_tags_and_notes()
    {
        var staff = await api.AdminAsync();
        var (first, second, tag) = (await Crm.CompanyAsync(staff, "First"), await Crm.CompanyAsync(staff, "Second"), await Crm.TagAsync(staff));
        var created = (await staff.Api.PostAsync($"{Crm.Root}/people", new { firstName = "Ada", lastName = "Lovelace", companyEntityId = first, tags = new[] { tag } })).Is(201);
        var person = created.Root.Text("id");
        await Crm.LinkAsync(staff, person, second);
        (await staff.Api.PostAsync($"{Crm.Root}/comments", new { entityId = person, body = "A note" })).Is(201);
        var before = (await staff.Api.GetAsync($"{Crm.Root}/people/{person}?include=comments")).Is(200).Root;
        var deleted = (await staff.Api.DeleteAsync($"{Crm.Root}/people?id={person}")).Is(200);
        (await staff.Api.GetAsync($"{Crm.Root}/people/{person}/companies")).Refuses(404);
        Assert.Empty((await staff.Api.GetAsync($"{Crm.Root}/companies/{first}/people")).Items());
        (await staff.Api.UndoAsync(deleted)).Is(200);
        var after = (await staff.Api.GetAsync($"{Crm.Root}/people/{person}?include=comments")).Is(200).Root;
        foreach (var member in new[] { "profile", "companies", "tags", "comments", "counts" })
        {
            // An undo is a change, and has a time of its own.
            Assert.Equal(Timeless(before.GetProperty(member)), Timeless(after.GetProperty(member)));
        }
    }

    [Fact]
    public async Task A_created_person_is_undone_and_done_again_with_company_and_tags()
    {
        var staff = await api.AdminAsync();
        var (company, tag) = (await Crm.CompanyAsync(staff), await Crm.TagAsync(staff));
        var created = (await staff.Api.PostAsync($"{Crm.Root}/people", new { firstName = "Ada", lastName = "Lovelace", companyEntityId = company, tags = new[] { tag } })).Is(201);
        (await staff.Api.UndoAsync(created)).Is(200);
        Assert.Empty((await staff.Api.GetAsync($"{Crm.Root}/companies/{company}/people")).Items());
        (await staff.Api.RedoAsync(created.LogId())).Is(200);
        var detail = (await staff.Api.GetAsync($"{Crm.Root}/people/{created.Root.Text("id")}")).Is(200).Root;
        Assert.True(Assert.Single(detail.GetProperty("companies").EnumerateArray()).GetProperty("isPrimary").GetBoolean());
        Assert.Equal(tag, Assert.Single(detail.GetProperty("tags").EnumerateArray()).Text("id"));
    }
}
