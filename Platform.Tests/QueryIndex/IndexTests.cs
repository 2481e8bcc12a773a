using System.Text.Json;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;

namespace Platform.Tests.QueryIndex;

/// <summary>The index: complete from the start, emptied and built anew as jobs, and never the reason of a wrong total.</summary>
public sealed class IndexTests(TestServers servers)
{
    private const string Partial = "x-om-partial-index";
    private const string Users = "auth:user";

    [Fact]
    public async Task Seeded_users_are_found_at_once_and_everything_is_covered()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        var admin = await Staff.SignInAsync(host);
        var found = await admin.GetAsync("/api/auth/users?search=superadm");
        Assert.Equal((Staff.SuperAdmin, null), (Assert.Single(found.Items()).Text("email"), found.Header(Partial)));
        var seeded = (await StatusAsync(admin)).Where(i => i.Text("entityId") is Users or "auth:role").ToList();
        Assert.Equal(2, seeded.Count);
        Assert.All(seeded, i => Assert.True(i.GetProperty("ok").GetBoolean(), i.GetRawText()));
    }

    [Fact]
    public async Task What_is_purged_is_said_to_be_missing_until_it_is_indexed_again()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        await floor.StartWorkerAsync();
        var admin = await Staff.SignInAsync(host);
        await RunAsync(admin, "purge", Users);
        var missed = await admin.GetAsync("/api/auth/users?search=superadm");
        Assert.Empty(missed.Items());
        var warning = JsonElement.Parse(missed.Header(Partial)!);
        var whole = await admin.GetAsync("/api/auth/users");
        var total = whole.Root.GetProperty("total").GetInt32();
        Assert.Equal((Users, total, 0), (warning.Text("entity"), warning.GetProperty("baseCount").GetInt32(), warning.GetProperty("indexedCount").GetInt32()));
        Assert.Null(whole.Header(Partial));
        Assert.False((await StatusAsync(admin)).Single(i => i.Text("entityId") == Users).GetProperty("ok").GetBoolean());

        var job = await RunAsync(admin, "reindex", Users);
        Assert.Equal((100, total), (job.GetProperty("progressPercent").GetInt32(), job.GetProperty("processedCount").GetInt32()));
        var found = await admin.GetAsync("/api/auth/users?search=superadm");
        Assert.Equal((1, null), (found.Root.GetProperty("total").GetInt32(), found.Header(Partial)));
    }

    [Fact]
    public async Task Rows_without_a_document_are_found_by_what_is_readable_and_counted()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        var staff = await Staff.NewTenantAsync(host);
        var ids = new List<string>();
        foreach (var name in new[] { "Lighthouse One", "Lighthouse Two", "Harbour" })
        {
            ids.Add((await staff.Api.PostAsync("/api/customers/companies", new { displayName = name })).NewId());
        }

        await floor.ExecuteAsync("DELETE FROM query_index.documents WHERE record_id = $1", Guid.Parse(ids[0]));
        var found = await staff.Api.GetAsync("/api/customers/companies?search=light");
        Assert.Equal((2, 2), (found.Items().Count, found.Root.GetProperty("total").GetInt32()));
        Assert.NotNull(found.Header(Partial));
    }

    [Fact]
    public async Task Records_of_custom_entities_are_found_by_the_words_of_all_their_values()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        await floor.StartWorkerAsync();
        var staff = (await Staff.NewTenantAsync(host)).Api;
        (await staff.PostAsync("/api/entities/entities", new { entityId = "lab:sample", label = "Sample" })).Is(200);
        var definitions = new[] { "name", "finding" }.Select(key => new { key, kind = "text" });
        (await staff.PostAsync("/api/entities/definitions.batch", new { entityId = "lab:sample", definitions })).Is(200);

        (await staff.PostAsync("/api/entities/encryption", new { entityId = "lab:sample", fields = new[] { new { field = "finding" } } })).Is(200);
        var first = await AddAsync("Alpha", "Crystalline structure");
        await AddAsync("Beta", "Amorphous");
        Assert.Equal([first], await FindAsync("cryst"));
        Assert.Equal([first], await FindAsync("alpha structure"));
        Assert.Empty(await FindAsync("alpha amorphous"));

        await RunAsync(staff, "purge", "lab:sample");
        Assert.Empty(await FindAsync("cryst"));
        await RunAsync(staff, "reindex", "lab:sample");
        Assert.Equal([first], await FindAsync("cryst"));
        (await staff.SendAsync(HttpMethod.Delete, "/api/entities/records", new { entityId = "lab:sample", recordId = first })).Is(200);
        Assert.Empty(await FindAsync("cryst"));

        async Task<string> AddAsync(string name, string finding) =>
            (await staff.PostAsync("/api/entities/records", new { entityId = "lab:sample", values = new { name, finding } })).Is(200).Root.GetProperty("item").Text("recordId");

        async Task<string[]> FindAsync(string search)
        {
            var answer = await staff.GetAsync($"/api/entities/records?entityId=lab:sample&search={search}");
            Assert.Equal(answer.Items().Count, answer.Root.GetProperty("total").GetInt32());
            return [.. answer.Items().Select(i => i.Text("id"))];
        }
    }

    [Fact]
    public async Task What_is_not_indexed_or_not_allowed_is_refused()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        var admin = await Staff.SignInAsync(host);
        foreach (var verb in new[] { "reindex", "purge" })
        {
            (await admin.PostAsync($"/api/query_index/{verb}", new { entityType = "no:thing" })).Refuses(400, field: "entityType");
            (await admin.PostAsync($"/api/query_index/{verb}", new { })).Refuses(400);
            (await (await Staff.SignInAsync(host, Staff.Employee)).PostAsync($"/api/query_index/{verb}", new { entityType = Users })).Refuses(403, "Forbidden");
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> StatusAsync(ApiClient client) => (await client.GetAsync("/api/query_index/status")).Items();

    /// <summary>Starts a job and waits until it is done.</summary>
    private static async Task<JsonElement> RunAsync(ApiClient client, string verb, string entityType)
    {
        var job = $"/api/progress/jobs/{(await client.PostAsync($"/api/query_index/{verb}", new { entityType })).Is(200).Root.Text("jobId")}";
        await Retry.UntilEqual("completed", async () => (await client.GetAsync(job)).Is(200).Root.Text("status"));
        return (await client.GetAsync(job)).Root;
    }
}
