using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Benchmarks;

/// <summary>The business surface: lists, the profile, writes with audit, events and undo, an export, and the rate of permission checks.</summary>
internal static class BusinessBench
{
    private const int Few = 10_000;
    private const int Many = 1_000_000;
    private const int Exported = 100_000;
    private const int Checked = 20;
    private const int Writers = 8;
    private const int Writes = 1_600;
    private const string List = "/api/auth/users?pageSize=50";

    public static async Task RunAsync(Report report, BenchSystem system)
    {
        await using var services = new ServiceCollection()
            .AddHttpClient("bench", http => (http.BaseAddress, http.Timeout) = (new Uri(system.Api), TimeSpan.FromMinutes(5)))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false })
            .RemoveAllLoggers()
            .Services.BuildServiceProvider();
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("bench");
        var token = await SignInAsync(client);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await DefineFieldsAsync(client);
        await FillAsync(system, client, Few);
        var tenant = JsonDocument.Parse(await client.GetStringAsync("/api/auth/profile")).RootElement.GetProperty("tenantId").GetGuid();

        var (profile, floorProfile) = await Load.CompareAsync(($"{system.Api}/api/auth/profile", token), ($"{system.Floor}/me", token));
        report.Ratio("GET /api/auth/profile, floor: bare API that validates a JWT", profile.PerSecond, floorProfile.PerSecond, "req/s", 0.5);

        var (list, floorList) = await Load.CompareAsync((system.Api + List, token), ($"{system.Floor}/users?tenant={tenant}", null));
        report.Ratio("GET /api/auth/users, 50 of 10,000 with 5 custom fields, floor: same SQL, bare API", list.PerSecond, floorList.PerSecond, "req/s", 0.5);
        var features = string.Join(',', Enumerable.Range(0, Checked).Select(i => $"\"auth.checked{i}.view\""));
        var (check, floorCheck) = await Load.CompareAsync(new Target($"{system.Api}/api/auth/feature-check", token, $$"""{"features":[{{features}}]}"""), ($"{system.Floor}/me", token));
        report.Ratio($"POST /api/auth/feature-check of {Checked} features, floor: bare API that validates a JWT", check.PerSecond, floorCheck.PerSecond, "req/s", 0.5);
        report.Limit("permission checks by that", check.PerSecond * Checked, "checks/s", null);
        report.Limit("POST /api/auth/roles, with audit, undo and events", await WriteAsync(client, create: true), "req/s", null);
        report.Limit("PUT /api/auth/roles, with audit, undo and events", await WriteAsync(client, create: false), "req/s", null);

        await FillAsync(system, client, Exported - Few);
        report.Limit("export of 100,000 users as csv", await ExportAsync(client, Exported), "rows/s", null);

        await FillAsync(system, client, Many - Exported);
        report.Limit("export of 1,000,000 users as csv", await ExportAsync(client, Many), "rows/s", null);
        report.Limit("Api's memory after that export", BenchSystem.MemoryOf(system.ApiProcess!), "MB", 350);
        var (longList, floorLong) = await Load.CompareAsync((system.Api + List, token), ($"{system.Floor}/users?tenant={tenant}", null));
        report.Ratio("GET /api/auth/users, 50 of 1,000,000, floor: same SQL, bare API", longList.PerSecond, floorLong.PerSecond, "req/s", 0.5);
        report.AtMost("that list's median latency, floor: at 10,000 rows", longList.Median, list.Median, "ms", 2);
    }

    private static async Task<double> ExportAsync(HttpClient client, int rows)
    {
        var started = Stopwatch.GetTimestamp();
        await using var export = await client.GetStreamAsync("/api/auth/users?format=csv");
        using var lines = new StreamReader(export);
        var count = -1;
        while (await lines.ReadLineAsync() is not null)
        {
            count++;
        }

        return count >= rows ? count / Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidOperationException($"Of {rows} rows {count} were exported.");
    }

    public static async Task<string> SignInAsync(HttpClient client)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("email", "admin@acme.com"), KeyValuePair.Create("password", "secret")]);
        using var answer = (await client.PostAsync("/api/auth/login", form)).EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private static async Task DefineFieldsAsync(HttpClient client)
    {
        var definitions = Enumerable.Range(1, 5).Select(i => new { key = $"field{i}", kind = i % 2 == 0 ? "integer" : "text" });
        using var answer = (await client.PostAsJsonAsync("/api/entities/definitions.batch", new { entityId = "auth:user", definitions })).EnsureSuccessStatusCode();
    }

    /// <summary>Users of the demo tenant, with a value in every field; as ciphertexts the administrator's will do.</summary>
    private static async Task FillAsync(BenchSystem system, HttpClient client, int count)
    {
        await using var command = system.OwnerSource.CreateCommand("""
            INSERT INTO identity.users (id, tenant_id, organization_id, username, email, email_hash, name, avatar, settings, info, custom, is_confirmed, created_at, updated_at)
            SELECT gen_random_uuid(), a.tenant_id, a.organization_id, 'b' || md5(random()::text || i), a.email, decode(md5(random()::text || i), 'hex'), a.name, '', '{}', '{}',
                jsonb_build_object('field1', 'a' || i, 'field2', i, 'field3', 'c' || i, 'field4', i % 7, 'field5', 'e'), true, now(), now()
            FROM identity.users a, generate_series(1, $1) i WHERE a.username LIKE 'admin-%'
            """);
        command.CommandTimeout = 600;
        command.Parameters.Add(new() { Value = count });
        await command.ExecuteNonQueryAsync();
        await using var analyze = system.OwnerSource.CreateCommand("VACUUM ANALYZE identity.users");
        analyze.CommandTimeout = 600;
        await analyze.ExecuteNonQueryAsync();

        // Rows that no action made are not noticed by the totals that are kept.
        using var purged = (await client.PostAsJsonAsync("/api/configs/cache", new { action = "purgeAll" })).EnsureSuccessStatusCode();
    }

    private static async Task<double> WriteAsync(HttpClient client, bool create)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < Writers; i++)
        {
            using var role = (await client.PostAsJsonAsync("/api/auth/roles", new { name = $"b{Guid.CreateVersion7():N}" })).EnsureSuccessStatusCode();
            ids.Add((await role.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid());
        }

        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(ids.Select(id => Task.Run(async () =>
        {
            for (var i = 0; i < Writes / Writers; i++)
            {
                var name = $"b{Guid.CreateVersion7():N}";
                using var answer = create
                    ? await client.PostAsJsonAsync("/api/auth/roles", new { name })
                    : await client.PutAsJsonAsync("/api/auth/roles", new { id, name });
                answer.EnsureSuccessStatusCode();
            }
        })));
        return Writes / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
