using Platform.Tests.Customers.Deals;
using Platform.Tests.Support;

namespace Platform.Tests.Customers.Dashboard;

/// <summary>What has come last, on the dashboard.</summary>
public sealed class NewestWidgetsTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Widgets = "/api/customers/dashboard/widgets";

    [Fact]
    public async Task The_newest_come_first_within_what_the_caller_sees()
    {
        var sales = await Sales.OpenAsync(api);
        var below = new Sales(await api.BelowAsync(sales.Staff), api);
        var (anna, acme) = (await sales.PersonAsync(), await sales.CompanyAsync());
        var theirs = await below.PersonAsync("Bert");
        var (old, young) = (await sales.DealAsync(), await sales.DealAsync(new { title = "Young", valueAmount = 7 }));
        Assert.Equal([theirs, acme, anna], await IdsAsync(sales, "new-customers"));
        await Crm.ExpectReadAsync(sales.Staff, "customers.person", anna);
        await Crm.ExpectReadAsync(sales.Staff, "customers.company", acme);
        Assert.Equal([acme, anna], await IdsAsync(sales, $"new-customers?organizationId={sales.Staff.OrganizationId}"));
        Assert.Equal([theirs], await IdsAsync(sales, "new-customers?limit=1"));
        Assert.Equal([acme], await IdsAsync(sales, "new-customers?kind=company"));
        Assert.Equal([young, old], await IdsAsync(sales, "new-deals"));
        Assert.Equal("7.00", (await sales.Api.GetAsync($"{Widgets}/new-deals")).Items()[0].Text("valueAmount"));
        Assert.Equal([theirs], await IdsAsync(below, "new-customers"));
        Assert.Empty(await IdsAsync(below, "new-deals"));
        Assert.Empty(await IdsAsync(await Sales.OpenAsync(api), "new-customers"));

        (await below.Api.GetAsync($"{Widgets}/new-deals?organizationId={sales.Staff.OrganizationId}")).Refuses(403);
        (await below.Api.GetAsync($"{Widgets}/new-deals?tenantId={Guid.CreateVersion7()}")).Refuses(403);
        foreach (var wrong in new[] { "new-customers?kind=pet", "new-customers?limit=0", "new-deals?limit=21", "new-deals?organizationId=7" })
        {
            (await sales.Api.GetAsync($"{Widgets}/{wrong}")).Refuses(400, field: wrong.Split('?', '=')[1]);
        }
    }

    [Fact]
    public async Task Both_features_are_needed()
    {
        foreach (var features in new[] { "dashboards.view", "customers.widgets.new-deals" })
        {
            (await (await Sales.OpenAsync(api, features)).Api.GetAsync($"{Widgets}/new-deals")).Refuses(403, "Forbidden");
        }

        (await (await Sales.OpenAsync(api, "dashboards.view", "customers.widgets.new-deals")).Api.GetAsync($"{Widgets}/new-deals")).Is(200);
    }

    private static async Task<string[]> IdsAsync(Sales sales, string widget) => [.. (await sales.Api.GetAsync($"{Widgets}/{widget}")).Items().Select(i => i.Text("id"))];
}
