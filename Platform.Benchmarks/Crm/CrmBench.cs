using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Benchmarks.Crm;

/// <summary>The CRM: lists of people, companies and deals with custom fields and tags, a person with all that belongs to him, and new people.</summary>
internal static class CrmBench
{
    /// <summary>What <see cref="RunAsync"/> takes for ten thousand rows alone.</summary>
    public const string Small = "few";
    private const int Few = 10_000;
    private const int Many = 1_000_000;
    private const int Writers = 8;
    private const int Writes = 1_600;
    private static readonly string[] Lists = ["people", "companies", "deals"];

    /// <param name="size"><c>few</c> or <c>many</c> for one size alone; null for both.</param>
    public static async Task RunAsync(Report report, BenchSystem system, string? size)
    {
        await using var services = new ServiceCollection()
            .AddHttpClient("bench", http => (http.BaseAddress, http.Timeout) = (new Uri(system.Api), TimeSpan.FromMinutes(5)))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false })
            .RemoveAllLoggers()
            .Services.BuildServiceProvider();
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("bench");
        var token = await BusinessBench.SignInAsync(client);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var tenant = JsonElement.Parse(await client.GetStringAsync("/api/auth/profile")).GetProperty("tenantId").GetGuid();

        var few = new Dictionary<string, LoadResult>();
        if (size is null or Small)
        {
            await FillAsync(report, system, Few);
            await ListsAsync(report, system, token, tenant, "10,000", few);
            await DetailAsync(report, system, client, token);
            report.Limit("POST /api/customers/people, with audit, undo, index and events", await CreateAsync(client), "req/s", null);
        }

        if (size is null or "many")
        {
            await FillAsync(report, system, Many);
            var many = new Dictionary<string, LoadResult>();
            await ListsAsync(report, system, token, tenant, "1,000,000", many);
            foreach (var list in Lists.Where(few.ContainsKey))
            {
                report.AtMost($"median latency of {list}, floor: at 10,000 rows", many[list].Median, few[list].Median, "ms", 2);
            }
        }
    }

    /// <summary>By the command that developers fill their database with.</summary>
    private static async Task FillAsync(Report report, BenchSystem system, int count)
    {
        var started = Stopwatch.GetTimestamp();
        await system.RunWorkersAsync("seed", "--people", $"{count}", "--companies", $"{count}", "--deals", $"{count}", "--force",
            "--tenant", (await system.DemoTenantAsync()).ToString());
        report.Limit($"seed of {count:#,0} people, companies and deals each", 3 * count / Stopwatch.GetElapsedTime(started).TotalSeconds, "rows/s", null);
        foreach (var table in new[] { "customers", "deals", "tags", "tag_assignments", "deal_customers" })
        {
            await using var analyze = system.OwnerSource.CreateCommand($"VACUUM ANALYZE customers.{table}");
            analyze.CommandTimeout = 600;
            await analyze.ExecuteNonQueryAsync();
        }
    }

    private static async Task ListsAsync(Report report, BenchSystem system, string token, Guid tenant, string rows, Dictionary<string, LoadResult> results)
    {
        foreach (var list in Lists)
        {
            var (ours, floor) = await Load.CompareAsync(($"{system.Api}/api/customers/{list}?pageSize=50", token), ($"{system.Floor}/crm/{list}?tenant={tenant}", null));
            results[list] = ours;
            report.Ratio($"GET /api/customers/{list}, 50 of {rows} with custom fields, floor: same SQL, bare API", ours.PerSecond, floor.PerSecond, "req/s", 0.5);
        }
    }

    private static async Task DetailAsync(Report report, BenchSystem system, HttpClient client, string token)
    {
        var id = JsonElement.Parse(await client.GetStringAsync("/api/customers/people?pageSize=1")).GetProperty("items")[0].GetProperty("id").GetGuid();
        var url = $"{system.Api}/api/customers/people/{id}?include=addresses,comments,activities,interactions,deals,todos";
        var (detail, me) = await Load.CompareAsync((url, token), ($"{system.Floor}/me", token));
        report.Ratio("GET /api/customers/people/{id} with all includes, floor: bare API that validates a JWT", detail.PerSecond, me.PerSecond, "req/s", null);
    }

    private static async Task<double> CreateAsync(HttpClient client)
    {
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => PostAsync(client)));
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Writes / Writers; i++)
            {
                await PostAsync(client);
            }
        })));
        return Writes / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task PostAsync(HttpClient client)
    {
        var name = $"{Guid.CreateVersion7():N}";
        using var answer = await client.PostAsJsonAsync("/api/customers/people", new { firstName = "Bench", lastName = name, primaryEmail = $"{name}@demo.example", cf_segment = "small", cf_score = 7 });
        answer.EnsureSuccessStatusCode();
    }
}
