using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>The companies of a person: one of them is primary, whoever else asks at the same time.</summary>
public sealed class LinkTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static string Links(string person) => $"{Crm.Root}/people/{person}/companies";

    [Fact]
    public async Task The_first_company_is_primary_another_takes_its_place_and_the_person_tells_the_same()
    {
        var staff = await api.AdminAsync();
        var (person, first, second) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff, "First"), await Crm.CompanyAsync(staff, "Second"));
        var one = await Crm.LinkAsync(staff, person, first);
        var two = await Crm.LinkAsync(staff, person, second);
        await ExpectAsync(staff, person, first, one, two);

        (await staff.Api.PatchAsync($"{Links(person)}/{two}", new { isPrimary = true })).Is(200);
        await ExpectAsync(staff, person, second, two, one);
        Assert.Equal(two, await Crm.LinkAsync(staff, person, second));
        (await staff.Api.PatchAsync($"{Links(person)}/{two}", new { isPrimary = false })).Is(200);
        await ExpectAsync(staff, person, null, null, one, two);
        Assert.Equal(two, await Crm.LinkAsync(staff, person, second, isPrimary: true));
        (await staff.Api.PutAsync($"{Crm.Root}/people", new { id = person, companyEntityId = first })).Is(200);
        await ExpectAsync(staff, person, first, one, two);
    }

    [Fact]
    public async Task When_the_primary_company_is_unlinked_the_oldest_that_is_left_is_primary_and_undo_puts_all_back()
    {
        var staff = await api.AdminAsync();
        var (person, first, second) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff, "First"), await Crm.CompanyAsync(staff, "Second"));
        var (one, two) = (await Crm.LinkAsync(staff, person, first), await Crm.LinkAsync(staff, person, second));
        var unlinked = (await staff.Api.DeleteAsync($"{Links(person)}/{one}")).Is(200);
        await ExpectAsync(staff, person, second, two);
        (await staff.Api.DeleteAsync($"{Links(person)}/{one}")).Refuses(404);

        (await staff.Api.UndoAsync(unlinked)).Is(200);
        await ExpectAsync(staff, person, first, one, two);
        (await staff.Api.RedoAsync(unlinked.LogId())).Is(200);
        await ExpectAsync(staff, person, second, two);
        (await staff.Api.DeleteAsync($"{Links(person)}/{two}")).Is(200);
        await ExpectAsync(staff, person, null, null);
    }

    [Fact]
    public async Task Of_many_companies_that_become_primary_at_once_one_is()
    {
        var staff = await api.AdminAsync();
        var person = await Crm.PersonAsync(staff);
        var companies = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Crm.CompanyAsync(staff, $"Company {i}")));
        var answers = await Task.WhenAll(companies.Select(c => staff.Api.PostAsync(Links(person), new { companyId = c, isPrimary = true })));
        Assert.All(answers, a => a.Is(200));
        var (primary, company) = await Crm.LinksAsync(staff, person);
        Assert.Equal(6, primary.Count);
        var winner = Assert.Single(primary, p => p.Value).Key;
        Assert.Equal(company, answers.Select(a => a.Root.GetProperty("result")).Single(r => r.Text("id") == winner).Text("companyId"));
    }

    [Fact]
    public async Task The_same_company_linked_by_two_at_once_is_linked_once()
    {
        var staff = await api.AdminAsync();
        var (person, company) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Crm.LinkAsync(staff, person, company)));
        Assert.Single(answers.Distinct());
        Assert.Single((await Crm.LinksAsync(staff, person)).Primary);
    }

    [Fact]
    public async Task A_primary_company_raced_by_a_link_a_change_of_the_person_and_an_undo_is_one_which_the_person_tells()
    {
        var staff = await api.AdminAsync();
        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "*");
        for (var round = 0; round < 4; round++)
        {
            var person = await Crm.PersonAsync(staff);
            var companies = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Crm.CompanyAsync(staff, $"Company {i}")));
            await Crm.LinkAsync(staff, person, companies[0]);
            var moved = (await staff.Api.PostAsync(Links(person), new { companyId = companies[1], isPrimary = true })).Is(200);
            var answers = await Task.WhenAll(
                staff.Api.UndoAsync(moved), colleague.Api.PostAsync(Links(person), new { companyId = companies[2], isPrimary = true }),
                colleague.Api.PutAsync($"{Crm.Root}/people", new { id = person, companyEntityId = companies[3] }));
            Assert.All(answers.Skip(1), a => a.Is(200));
            Assert.Contains(answers[0].Status, new[] { 200, 400 });
            var links = (await staff.Api.GetAsync(Links(person))).Items();
            var primary = Assert.Single(links, l => l.GetProperty("isPrimary").GetBoolean());
            Assert.Equal(primary.Text("companyId"), (await Crm.LinksAsync(staff, person)).Company);
        }
    }

    [Fact]
    public async Task A_late_change_is_refused_when_it_says_what_it_expects()
    {
        var staff = await api.AdminAsync();
        var (person, company) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff));
        var path = $"{Links(person)}/{await Crm.LinkAsync(staff, person, company)}";
        var seen = (await staff.Api.GetAsync(Links(person))).Items().Single().Text("updatedAt");
        (await staff.Api.PatchAsync(path, new { isPrimary = false })).Is(200);
        foreach (var method in new[] { HttpMethod.Patch, HttpMethod.Delete })
        {
            var late = (await staff.Api.SendAsync(method, path, new { isPrimary = true }, ("x-om-ext-optimistic-lock-expected-updated-at", seen))).Refuses(409);
            Assert.Equal("optimistic_lock_conflict", late.Root.Text("code"));
        }
    }

    [Fact]
    public async Task A_company_is_linked_or_deleted_not_both()
    {
        var staff = await api.AdminAsync();
        for (var round = 0; round < 4; round++)
        {
            var (person, company) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff));
            var linking = staff.Api.PostAsync(Links(person), new { companyId = company });
            var deleting = staff.Api.DeleteAsync($"{Crm.Root}/companies?id={company}");
            var (linked, deleted) = ((await linking).Status, (await deleting).Status);
            Assert.Contains((linked, deleted), new[] { (200, 422), (404, 200) });
        }
    }

    [Fact]
    public async Task Other_tenants_and_other_peoples_rows_are_like_missing_ones()
    {
        var (staff, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var (person, company) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff));
        var link = await Crm.LinkAsync(staff, person, company);
        var (theirs, foreign) = (await Crm.PersonAsync(stranger), await Crm.CompanyAsync(stranger));
        (await staff.Api.PostAsync(Links(person), new { companyId = foreign })).Refuses(404, "Company not found");
        (await staff.Api.PostAsync(Links(theirs), new { companyId = company })).Refuses(404, "Person not found");
        (await staff.Api.PostAsync(Links(company), new { companyId = company })).Refuses(404, "Person not found");
        (await stranger.Api.GetAsync(Links(person))).Refuses(404);
        (await stranger.Api.PatchAsync($"{Links(theirs)}/{link}", new { isPrimary = true })).Refuses(404);
        (await stranger.Api.DeleteAsync($"{Links(theirs)}/{link}")).Refuses(404);
        (await staff.Api.PutAsync($"{Crm.Root}/people", new { id = person, companyEntityId = foreign })).Refuses(400, field: "companyEntityId");
        (await staff.Api.PostAsync(Links(person), new { })).Refuses(400, field: "companyId");
        (await staff.Api.GetAsync(Links("nonsense"))).Refuses(400, "Invalid identifier");
        (await staff.Api.DeleteAsync($"{Links(person)}/7")).Refuses(400, "Invalid identifier");
        var reader = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "customers.people.view");
        (await reader.Api.GetAsync(Links(person))).Is(200);
        (await reader.Api.PostAsync(Links(person), new { companyId = company })).Refuses(403);
        Assert.True((await Crm.LinksAsync(staff, person)).Primary[link]);
    }

    [Fact]
    public async Task A_link_does_not_come_back_to_a_company_that_is_gone_and_a_company_with_people_is_not_undone()
    {
        var staff = await api.AdminAsync();
        var (person, company) = (await Crm.PersonAsync(staff), await Crm.CompanyAsync(staff));
        var link = await Crm.LinkAsync(staff, person, company);
        var unlinked = (await staff.Api.DeleteAsync($"{Links(person)}/{link}")).Is(200);
        (await staff.Api.DeleteAsync($"{Crm.Root}/companies?id={company}")).Is(200);
        (await staff.Api.UndoAsync(unlinked)).Refuses(400);
        Assert.Empty((await Crm.LinksAsync(staff, person)).Primary);

        var created = (await staff.Api.PostAsync($"{Crm.Root}/companies", new { displayName = "New" })).Is(201);
        await Crm.LinkAsync(staff, person, created.Root.Text("id"));
        (await staff.Api.UndoAsync(created)).Refuses(400);
        Assert.Single((await Crm.LinksAsync(staff, person)).Primary);
    }

    private static async Task ExpectAsync(Person staff, string person, string? company, string? primary, params string[] others)
    {
        var (links, told) = await Crm.LinksAsync(staff, person);
        Assert.Equal(company, told);
        Assert.Equal(others.Select(o => (o, false)).Concat(primary is null ? [] : [(primary, true)]).Order(), links.Select(l => (l.Key, l.Value)).Order());
    }
}
