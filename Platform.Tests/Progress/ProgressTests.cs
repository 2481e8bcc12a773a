using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Data;
using Platform.Kernel.Jobs;
using Platform.Tests.Support;

namespace Platform.Tests.Progress;

/// <summary>Jobs that a client reports on: they go forward, end once, and belong to one tenant.</summary>
public sealed class ProgressTests(ApiFixture api) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private ApiClient alice = null!;

    public async ValueTask InitializeAsync() => alice = (await Colleague.AloneAsync(api.Host)).Api;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_job_goes_from_pending_over_running_to_completed_and_stays_so()
    {
        var id = await CreateAsync(alice, cancellable: true);
        var created = await ReadAsync(alice, id);
        Assert.Equal(("pending", 0, JsonValueKind.Null), (Status(created), created.GetProperty("progressPercent").GetInt32(), created.GetProperty("startedAt").ValueKind));

        var running = (await alice.PutAsync($"/api/progress/jobs/{id}", new { processedCount = 25, totalCount = 100 })).Root;
        Assert.Equal(("running", 25), (Status(running), running.GetProperty("progressPercent").GetInt32()));
        Assert.Equal(JsonValueKind.String, running.GetProperty("startedAt").ValueKind);

        var done = (await alice.PutAsync($"/api/progress/jobs/{id}", new { status = "completed", resultSummary = new { rows = 100 } })).Root;
        Assert.Equal(("completed", 100), (Status(done), done.GetProperty("progressPercent").GetInt32()));
        var late = await alice.PutAsync($"/api/progress/jobs/{id}", new { status = "failed", errorMessage = "too late", processedCount = 1 });
        Assert.Equal((200, "completed"), (late.Status, Status(late.Root)));
        Assert.Equal(204, (await alice.DeleteAsync($"/api/progress/jobs/{id}")).Status);
        Assert.Equal("completed", Status(await ReadAsync(alice, id)));
        Assert.Equal(["created", "started", "completed"], await EventsAsync(id));
    }

    [Fact]
    public async Task A_pending_job_is_cancelled_at_once_and_a_running_one_is_asked_to_stop()
    {
        var pending = await CreateAsync(alice, cancellable: true);
        Assert.Equal(204, (await alice.DeleteAsync($"/api/progress/jobs/{pending}")).Status);
        Assert.Equal("cancelled", Status(await ReadAsync(alice, pending)));

        var running = await CreateAsync(alice, cancellable: true);
        await alice.PutAsync($"/api/progress/jobs/{running}", new { status = "running" });
        Assert.Equal(204, (await alice.DeleteAsync($"/api/progress/jobs/{running}")).Status);
        var asked = await ReadAsync(alice, running);
        Assert.Equal(("running", JsonValueKind.String), (Status(asked), asked.GetProperty("cancelRequestedAt").ValueKind));
        Assert.Equal("cancelled", Status((await alice.PutAsync($"/api/progress/jobs/{running}", new { status = "cancelled" })).Root));

        var stubborn = await CreateAsync(alice, cancellable: false);
        Assert.Equal(409, (await alice.DeleteAsync($"/api/progress/jobs/{stubborn}")).Status);
    }

    [Theory]
    [InlineData("completed", "failed")]
    [InlineData("completed", "cancelled")]
    public async Task Of_many_who_end_a_job_at_once_one_counts(string one, string other)
    {
        var id = await CreateAsync(alice, cancellable: true);
        await alice.PutAsync($"/api/progress/jobs/{id}", new { processedCount = 1 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => i % 4 == 3
            ? alice.DeleteAsync($"/api/progress/jobs/{id}")
            : alice.PutAsync($"/api/progress/jobs/{id}", new { status = i % 2 == 0 ? one : other, errorMessage = $"{i}" })));

        Assert.All(answers, a => Assert.True(a.Status is 200 or 204, a.Text));
        var end = Status(await ReadAsync(alice, id));
        Assert.All(answers.Where(a => a.Status == 200), a => Assert.Equal(end, Status(a.Root)));
        Assert.Equal([end], (await EventsAsync(id)).Where(e => e is "completed" or "failed" or "cancelled"));
    }

    [Fact]
    public async Task Another_tenant_and_another_organization_find_nothing()
    {
        var north = await (await Colleague.AloneAsync(api.Host)).BesideAsync();
        var (northerner, southerner) = (north.Api, (await north.BesideAsync()).Api);
        var id = await CreateAsync(northerner, cancellable: true);
        foreach (var stranger in new[] { southerner, alice })
        {
            Assert.Equal(404, (await stranger.GetAsync($"/api/progress/jobs/{id}")).Status);
            Assert.Equal(404, (await stranger.PutAsync($"/api/progress/jobs/{id}", new { status = "failed" })).Status);
            Assert.Equal(404, (await stranger.DeleteAsync($"/api/progress/jobs/{id}")).Status);
            Assert.Equal(404, (await stranger.PostAsync("/api/progress/jobs", new { jobType = "x", name = "child", parentJobId = id })).Status);
            Assert.Equal(0, (await stranger.GetAsync($"/api/progress/jobs?ids={id}")).Root.GetProperty("total").GetInt32());
            Assert.Equal(0, (await stranger.GetAsync("/api/progress/active")).Root.GetProperty("active").GetArrayLength());
        }

        Assert.Equal("pending", Status(await ReadAsync(northerner, id)));
        Assert.Equal(1, (await northerner.GetAsync("/api/progress/active")).Root.GetProperty("active").GetArrayLength());
    }

    [Fact]
    public async Task The_list_filters_sorts_and_pages()
    {
        var client = (await Colleague.AloneAsync(api.Host)).Api;
        foreach (var (type, name) in new[] { ("import", "Customers 100%"), ("import", "Deals"), ("export", "Customers_2") })
        {
            await CreateAsync(client, cancellable: false, type, name);
        }

        var over = await CreateAsync(client, cancellable: false, "export", "Over");
        await client.PutAsync($"/api/progress/jobs/{over}", new { status = "failed", errorMessage = "no" });

        Assert.Equal(["Customers 100%", "Customers_2", "Deals"], await NamesAsync("sortField=name&sortDir=asc"));
        Assert.Equal(["Over"], await NamesAsync("status=failed"));
        Assert.Equal(4, (await NamesAsync("includeCompleted=true")).Count);
        Assert.Equal(4, (await NamesAsync("completedSince=2020-01-01T00:00:00Z")).Count);
        Assert.Equal(["Customers 100%", "Deals"], await NamesAsync("jobType=import&sortField=name&sortDir=asc"));
        Assert.Equal(["Customers 100%"], await NamesAsync("search=0%25"));
        Assert.Equal(["Customers_2"], await NamesAsync("search=s_2"));
        var page = (await client.GetAsync("/api/progress/jobs?page=2&pageSize=2")).Root;
        Assert.Equal((1, 3, 2), (page.GetProperty("items").GetArrayLength(), page.GetProperty("total").GetInt32(), page.GetProperty("totalPages").GetInt32()));
        Assert.Equal(400, (await client.GetAsync("/api/progress/jobs?pageSize=101")).Status);
        Assert.Equal(400, (await client.GetAsync("/api/progress/jobs?completedSince=yesterday")).Status);

        async Task<List<string>> NamesAsync(string query) =>
            [.. (await client.GetAsync($"/api/progress/jobs?{query}")).Root.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!)];
    }

    [Fact]
    public async Task Without_the_feature_nobody_starts_reports_or_cancels()
    {
        var reader = (await Colleague.AloneAsync(api.Host, "progress.view")).Api;
        Assert.Equal(200, (await reader.GetAsync("/api/progress/jobs")).Status);
        foreach (var (method, path) in new[] { ("POST", ""), ("PUT", $"/{Guid.CreateVersion7()}"), ("DELETE", $"/{Guid.CreateVersion7()}") })
        {
            Assert.Equal(403, (await reader.SendAsync(HttpMethod.Parse(method), $"/api/progress/jobs{path}", method == "DELETE" ? null : new { jobType = "x", name = "x" })).Status);
        }
    }

    [Fact]
    public async Task A_job_of_the_platform_is_seen_and_cancelled_but_not_reported_on()
    {
        var boss = await Colleague.AloneAsync(api.Host);
        await using var db = api.Host.Services.GetRequiredService<SystemDb>().Open();
        var id = db.StartJob(new NewJob("tests.export", Json.Empty, "Export"), boss.TenantId, boss.OrganizationId, boss.UserId, TimeProvider.System.Now());
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var job = await ReadAsync(boss.Api, $"{id}");
        Assert.Equal(("Export", "pending", boss.UserId), (job.GetProperty("name").GetString(), Status(job), job.GetProperty("startedByUserId").GetGuid()));
        Assert.Equal(409, (await boss.Api.PutAsync($"/api/progress/jobs/{id}", new { status = "completed" })).Status);
        Assert.Equal(204, (await boss.Api.DeleteAsync($"/api/progress/jobs/{id}")).Status);
        Assert.Equal("cancelled", Status(await ReadAsync(boss.Api, $"{id}")));
    }

    [Theory]
    [InlineData("""{"name":"no type"}""")]
    [InlineData("""{"jobType":"x","name":""}""")]
    [InlineData("""{"jobType":"x","name":"n","totalCount":-1}""")]
    [InlineData("""{"jobType":"x","name":"n","meta":[]}""")]
    [InlineData("""{"jobType":"x","name":"n","cancellable":"yes"}""")]
    public async Task A_bad_job_is_refused(string body) => Assert.Equal(400, (await alice.PostAsync("/api/progress/jobs", body)).Status);

    [Theory]
    [InlineData("""{"status":"done"}""")]
    [InlineData("""{"status":"queued"}""")]
    [InlineData("""{"progressPercent":101}""")]
    [InlineData("""{"processedCount":-1}""")]
    public async Task A_bad_report_is_refused(string body) =>
        Assert.Equal(400, (await alice.PutAsync($"/api/progress/jobs/{await CreateAsync(alice, cancellable: true)}", body)).Status);

    private static string? Status(JsonElement job) => job.GetProperty("status").GetString();

    private static async Task<string> CreateAsync(ApiClient client, bool cancellable, string type = "import", string name = "Customers")
    {
        var answer = await client.PostAsync("/api/progress/jobs", new { jobType = type, name, cancellable });
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Root.GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> ReadAsync(ApiClient client, string id)
    {
        var answer = await client.GetAsync($"/api/progress/jobs/{id}");
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Root;
    }

    private async Task<List<string>> EventsAsync(string id) =>
        [.. (await api.Database.RowsAsync("SELECT subject FROM events.outbox WHERE convert_from(payload, 'UTF8')::json->>'jobId' = $1 ORDER BY id", id))
            .Select(row => ((string)row[0]!).Split('.')[^1])];
}
