using Platform.Customers.Demo;
using Platform.Tests.Customers.Deals;
using Platform.Tests.Support;

namespace Platform.Tests.Customers.Demo;

/// <summary>The demo data set: the same for the same arguments, found like everything else, and for Development only.</summary>
public sealed class DemoTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly string[] Tables = ["customers", "person_companies", "tag_assignments", "tags", "deals", "deal_customers", "stage_transitions", "pipelines", "pipeline_stages"];

    private async Task FillAsync(Sales sales, int people, int companies, int deals) =>
        Assert.Equal(0, await DemoCommand.RunAsync(api.Host.Services,
            ["--people", $"{people}", "--companies", $"{companies}", "--deals", $"{deals}", "--tenant", sales.Staff.TenantId.ToString()], TestContext.Current.CancellationToken));

    private async Task<string> DumpAsync(Sales sales)
    {
        var rows = new List<string>();
        foreach (var table in Tables)
        {
            rows.AddRange((await api.Database.RowsAsync($"SELECT to_jsonb(t) #- '{{created_at}}' #- '{{updated_at}}' FROM customers.{table} t WHERE tenant_id = $1 ORDER BY id", sales.Staff.TenantId))
                .Select(r => $"{table}: {r[0]}"));
        }

        return string.Join('\n', rows);
    }

    [Fact]
    public async Task The_same_arguments_give_the_same_rows_and_more_of_them_add_to_what_is_there()
    {
        var sales = await Sales.OpenAsync(api);
        Assert.Empty((await sales.Api.GetAsync("/api/customers/people")).Items());
        await FillAsync(sales, 30, 7, 12);
        var first = await DumpAsync(sales);
        await FillAsync(sales, 30, 7, 12);
        Assert.Equal(first, await DumpAsync(sales));
        Assert.Equal((30, 7, 12), (await TotalAsync(sales, "people"), await TotalAsync(sales, "companies"), await TotalAsync(sales, "deals")));

        await FillAsync(sales, 40, 7, 12);
        Assert.Equal(40, await TotalAsync(sales, "people"));
    }

    [Fact]
    public async Task Demo_rows_are_searched_filtered_and_shown_like_all_others()
    {
        var sales = await Sales.OpenAsync(api);
        await FillAsync(sales, 60, 5, 20);
        var person = (await sales.Api.GetAsync("/api/customers/people?pageSize=1&sortField=createdAt")).Items().Single();
        var id = person.Text("id");
        foreach (var query in new[] { $"search={person.Text("primary_email").Split('@')[0]}", $"email={person.Text("primary_email")}", $"search={person.Text("first_name")}&ids={id}" })
        {
            Assert.Equal(id, Assert.Single((await sales.Api.GetAsync($"/api/customers/people?{query}")).Items()).Text("id"));
        }

        Assert.Equal(5, person.GetProperty("customFields").GetArrayLength());
        var segment = person.GetProperty("customValues").Text("segment");
        Assert.All((await sales.Api.GetAsync($"/api/customers/people?cf_segment={segment}")).Items(), p => Assert.Equal(segment, p.Text("cf_segment")));
        Assert.Contains((await sales.Api.GetAsync("/api/customers/people")).Items(), p => p.GetProperty("tags").GetArrayLength() > 0);
        Assert.Equal(20, (await sales.Api.GetAsync($"{Sales.Deals}?pageSize=100")).Items().Count);
        var deal = (await sales.Api.GetAsync($"{Sales.Deals}?closureOutcome=won&pageSize=1")).Items().Single();
        var detail = await sales.DetailAsync(deal.Text("id"));
        Assert.Equal((1, 1, 5, 1), (detail.GetProperty("people").GetArrayLength(), detail.GetProperty("companies").GetArrayLength(),
            detail.GetProperty("pipelineStages").GetArrayLength(), detail.GetProperty("stageTransitions").GetArrayLength()));
        (await sales.Api.GetAsync($"{Sales.Deals}/{deal.Text("id")}/stats")).Is(200);
        (await sales.ChangeAsync(new { id = deal.Text("id"), title = "Changed" })).Is(200);
        Assert.Empty((await (await Sales.OpenAsync(api)).Api.GetAsync("/api/customers/people")).Items());
    }

    [Fact]
    public async Task Outside_of_Development_it_is_refused_unless_forced_and_unknown_arguments_always()
    {
        var sales = await Sales.OpenAsync(api);
        string[] few = ["--people", "2", "--companies", "0", "--deals", "0", "--tenant", sales.Staff.TenantId.ToString()];
        await using var production = await api.ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["environment"] = "Production" } });
        Assert.Equal(1, await RunAsync(few));
        Assert.Empty((await sales.Api.GetAsync("/api/customers/people")).Items());
        Assert.Equal(0, await RunAsync([.. few, "--force"]));
        Assert.Equal(2, (await sales.Api.GetAsync("/api/customers/people")).Items().Count);

        Assert.Equal(1, await RunAsync(["--tenant", Guid.CreateVersion7().ToString(), "--force"]));
        foreach (var wrong in new string[][] { ["--people"], ["--people", "-1"], ["--people", "5000001"], ["--deals", "many"], ["--tenant", "acme"], ["--dogs", "3"], ["3"] })
        {
            Assert.Equal(2, await RunAsync(wrong));
        }

        Task<int> RunAsync(string[] args) => DemoCommand.RunAsync(production.Services, args, TestContext.Current.CancellationToken);
    }

    private static async Task<int> TotalAsync(Sales sales, string list) => (await sales.Api.GetAsync($"/api/customers/{list}?pageSize=1")).Is(200).Root.GetProperty("total").GetInt32();
}
