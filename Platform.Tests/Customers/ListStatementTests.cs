using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Lists that are no resources of the kit cost a handful of statements, however many rows they show.</summary>
public sealed class ListStatementTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const int Most = 8;
    private const int Rows = 15;

    [Fact]
    public async Task A_list_asks_the_database_no_more_often_for_more_rows()
    {
        var log = new CapturedLog();
        await using var host = await api.ReplicaAsync(Statements.LoggedTo(log));
        var staff = await api.AdminAsync();
        var scene = await Scene.SetAsync(api, staff);
        var client = host.With(staff.Api.Token);
        var deal = (await staff.Api.PostAsync($"{Crm.Root}/deals", new { title = "Big deal" })).NewId();
        var (people, companies) = (new List<string>(), new List<string>());
        await AddAsync(0);

        string[] paths =
        [
            "interactions/tasks?pageSize=50", "interactions/tasks?all=true", "todos?pageSize=50", "activities?pageSize=50", $"activities?entityId={scene.Person}&pageSize=50",
            $"interactions/counts?entityId={scene.Person}", "interactions/conflicts?date=2030-05-06&startTime=09:00&duration=60",
            "dashboard/widgets/customer-todos?limit=50", "dashboard/widgets/next-interactions?limit=50", "dashboard/widgets/new-customers?limit=20", "dashboard/widgets/new-deals?limit=20",
            $"deals/{deal}/people?pageSize=50", $"deals/{deal}/companies?pageSize=50", $"people/{scene.Person}/companies", $"people/{scene.Person}/companies/enriched?pageSize=50",
            $"companies/{scene.Company}/people?pageSize=50", $"people/{scene.Person}/roles", $"companies/{scene.Company}/roles", "labels", "assignable-staff?pageSize=50",
            "dictionaries/statuses", "pipelines", "pipeline-stages",
        ];
        var few = new List<(int Statements, int Rows)>();
        foreach (var path in paths)
        {
            few.Add(await CountAsync(path));
        }

        for (var row = 1; row <= Rows; row++)
        {
            await AddAsync(row);
        }

        var wrong = new List<string>();
        foreach (var (path, before) in paths.Zip(few))
        {
            var many = await CountAsync(path);
            if (many.Statements is < 1 or > Most || many.Statements > before.Statements + 1 || many.Rows < before.Rows + Rows)
            {
                wrong.Add($"{path}: {before.Statements} statements for {before.Rows} rows, {many.Statements} for {many.Rows}.");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        // One more of everything that the lists show.
        async Task AddAsync(int row)
        {
            var (person, company) = (await Crm.PersonAsync(staff, $"Lovelace {row}"), await Crm.CompanyAsync(staff, $"Company {row}"));
            people.Add(person);
            companies.Add(company);
            (await staff.Api.PutAsync($"{Crm.Root}/deals", new { id = deal, personIds = people, companyIds = companies })).Is(200);
            await Crm.DealAsync(api, staff, company, $"Deal {row}");
            await Crm.LinkAsync(staff, scene.Person, company);
            await Crm.LinkAsync(staff, person, scene.Company);
            await staff.PlanAsync(person, $"Meeting {row}", "2030-05-06T09:00:00Z");
            await staff.PlanAsync(scene.Person, $"Task {row}", null, type: "task");
            await staff.PlanAsync(scene.Person, $"Call {row}", null, type: "call");
            foreach (var customer in new[] { $"people/{scene.Person}", $"companies/{scene.Company}" })
            {
                (await staff.Api.PostAsync($"{Crm.Root}/{customer}/roles", new { roleType = $"role {row}", userId = staff.UserId })).Is(201);
            }

            (await staff.Api.PostAsync($"{Crm.Root}/labels", new { label = $"Label {row}" })).Is(201);
            (await staff.Api.PostAsync($"{Crm.Root}/dictionaries/statuses", new { value = $"status {row}" })).Is(201);
            var pipeline = (await staff.Api.PostAsync($"{Crm.Root}/pipelines", new { name = $"Pipeline {row}" })).NewId();
            (await staff.Api.PostAsync($"{Crm.Root}/pipeline-stages", new { pipelineId = pipeline, label = $"Stage {row}" })).Is(201);
            await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "customers.people.view");
        }

        async Task<(int Statements, int Rows)> CountAsync(string path)
        {
            var (statements, answer) = await log.CountAsync(client, $"{Crm.Root}/{path}");
            return (statements, Shown(answer.Root));
        }
    }

    /// <summary>How many rows an answer shows or counts.</summary>
    private static int Shown(JsonElement answer) => answer.TryGetProperty("items", out var items) ? items.GetArrayLength()
        : answer.GetProperty("result") is var result && result.TryGetProperty("total", out var total) ? total.GetInt32() : result.GetProperty("conflicts").GetArrayLength();
}
