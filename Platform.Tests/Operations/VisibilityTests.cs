using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Everybody sees his own organization and what is below it: in every list, and by every id.</summary>
public sealed class VisibilityTests(HierarchyFixture tree) : IClassFixture<HierarchyFixture>
{
    private static readonly string[] Everybody = ["owner", "d1", "d2", "r1", "r2", "r3", "c1", "c2", "c3", "c4"];

    /// <summary>Who sees which organizations of a level; a dash stands for whoever may not look at the level at all.</summary>
    public static TheoryData<string, string, string> Lists => new()
    {
        { "owner", "distributors", "d1 d2" }, { "owner", "resellers", "r1 r2 r3" }, { "owner", "customers", "c1 c2 c3 c4" },
        { "d1", "distributors", "-" }, { "d1", "resellers", "r1 r2" }, { "d1", "customers", "c1 c2 c3" },
        { "d2", "distributors", "-" }, { "d2", "resellers", "r3" }, { "d2", "customers", "c4" },
        { "r1", "distributors", "-" }, { "r1", "resellers", "-" }, { "r1", "customers", "c1 c2" },
        { "r2", "distributors", "-" }, { "r2", "resellers", "-" }, { "r2", "customers", "c3" },
        { "r3", "distributors", "-" }, { "r3", "resellers", "-" }, { "r3", "customers", "c4" },
        { "c1", "distributors", "-" }, { "c1", "resellers", "-" }, { "c1", "customers", "-" },
    };

    /// <summary>Whose accounts somebody sees, by their organizations.</summary>
    public static TheoryData<string, string> Accounts => new()
    {
        { "owner", "owner d1 d2 r1 r2 r3 c1 c2 c3 c4" }, { "d1", "d1 r1 r2 c1 c2 c3" }, { "d2", "d2 r3 c4" },
        { "r1", "r1 c1 c2" }, { "r2", "r2 c3" }, { "r3", "r3 c4" }, { "c1", "c1" }, { "c2", "c2" }, { "c3", "c3" }, { "c4", "c4" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_and_every_id_show_what_is_below_and_nothing_else(string viewer, string plural, string expected)
    {
        var api = tree.Admins[viewer].Api;
        if (expected == "-")
        {
            (await api.GetAsync($"/api/{plural}")).Fails(403, "insufficient permissions");
            return;
        }

        var wanted = expected.Split(' ');
        Assert.Equal(wanted, Names(CenterFixture.Ids((await api.GetAsync($"/api/{plural}?page_size=100")).Got(), plural)));
        foreach (var (name, id) in tree.Organizations)
        {
            var answer = await api.GetAsync($"/api/{plural}/{id}");
            if (wanted.Contains(name))
            {
                Assert.Equal(id, answer.Got().Text("id"));
            }
            else
            {
                answer.Fails(404);
                (await api.PutAsync($"/api/{plural}/{id}", new { description = "not mine" })).Fails(404);
                (await api.DeleteAsync($"/api/{plural}/{id}")).Fails(404);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public async Task Accounts_of_below_are_seen_and_those_of_others_answer_like_missing_ones(string viewer, string expected)
    {
        var (api, wanted) = (tree.Admins[viewer].Api, expected.Split(' '));
        var listed = (await api.GetAsync("/api/accounts?page_size=100")).Got();
        Assert.Equal(wanted.Order(), Everybody.Where(name => CenterFixture.Ids(listed, "accounts").Contains(tree.Admins[name].Id)).Order());
        var missing = await api.GetAsync($"/api/accounts/{Guid.CreateVersion7()}");
        foreach (var name in Everybody)
        {
            var (id, organization) = (tree.Admins[name].Id, tree.Organizations[name]);
            var (answer, filtered) = (await api.GetAsync($"/api/accounts/{id}"), (await api.GetAsync($"/api/accounts?organization_id={organization}")).Got());
            Assert.Equal(wanted.Contains(name), filtered.GetProperty("pagination").GetProperty("total_count").GetInt32() > 0);
            if (wanted.Contains(name))
            {
                Assert.Equal(organization, answer.Got().Text("organizationId"));
                continue;
            }

            Assert.Equal((404, missing.Text), (answer.Status, answer.Text));
            (await api.PutAsync($"/api/accounts/{id}", new { name = "Mine" })).Fails(404);
            (await api.DeleteAsync($"/api/accounts/{id}")).Fails(404);
            (await api.PostAsync("/api/accounts", Operator.Body(organization))).Fails(404, "target organization not found");
        }
    }

    [Fact]
    public async Task Another_tenants_owner_sees_nothing_of_it_and_nobody_sees_him()
    {
        var stranger = await OtherOwner.MakeAsync(tree);
        Assert.Empty(CenterFixture.Ids((await stranger.GetAsync("/api/distributors")).Got(), "distributors"));
        Assert.Single(CenterFixture.Ids((await stranger.GetAsync("/api/accounts")).Got(), "accounts"));
        foreach (var id in tree.Organizations.Values)
        {
            (await stranger.GetAsync($"/api/distributors/{id}")).Fails(404);
        }

        var me = (await stranger.GetAsync("/api/auth/me")).Got();
        (await tree.Admins["owner"].Api.GetAsync($"/api/accounts/{me.Text("id")}")).Fails(404);
        (await tree.Admins["owner"].Api.PostAsync("/api/accounts", Operator.Body(me.Text("organizationId")))).Fails(404, "target organization not found");
    }

    [Fact]
    public async Task Who_made_an_organization_is_shown_and_filters_the_list()
    {
        var owner = tree.Admins["owner"].Api;
        Assert.Equal(["c1", "c2"], Names(CenterFixture.Ids((await owner.GetAsync($"/api/customers?created_by={tree.Organizations["r1"]}")).Got(), "customers")));
        var custom = (await owner.GetAsync($"/api/customers/{tree.Organizations["c1"]}")).Got().GetProperty("customData");
        Assert.Equal((tree.Organizations["r1"], "customer"), (custom.Text("createdBy"), custom.Text("type")));
        Assert.Empty(CenterFixture.Ids((await owner.GetAsync("/api/customers?created_by=nobody")).Got(), "customers"));
    }

    private IEnumerable<string> Names(IReadOnlyList<string> ids) => tree.Organizations.Where(o => ids.Contains(o.Value)).Select(o => o.Key).Order();
}
