using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Configs;

/// <summary>What administrators see and do of the system itself.</summary>
public sealed class ConfigsTests(ApiFixture api) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private Colleague boss = null!;

    public async ValueTask InitializeAsync() => boss = await Colleague.AloneAsync(api.Host);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_cache_of_the_tenant_is_counted_and_emptied_and_nobody_elses()
    {
        var other = await Colleague.AloneAsync(api.Host);
        foreach (var client in new[] { boss.Api, other.Api })
        {
            (await client.GetAsync("/api/entities/definitions?entityIds=auth:user,auth:role")).Is(200);
        }

        var before = (await boss.Api.GetAsync("/api/configs/cache")).Root;
        Assert.True(before.GetProperty("segments").GetProperty("custom-fields").GetInt32() >= 2);
        await other.Api.GetAsync("/api/configs/cache");

        var purged = (await boss.Api.PostAsync("/api/configs/cache", new { action = "purgeAll" })).Root;
        Assert.Equal(before.GetProperty("total").GetInt32(), purged.GetProperty("deleted").GetInt32());
        Assert.Equal(0, purged.GetProperty("stats").GetProperty("total").GetInt32());
        Assert.True((await other.Api.GetAsync("/api/configs/cache")).Root.GetProperty("total").GetInt32() >= 2);
        Assert.Equal("custom-fields", (await boss.Api.PostAsync("/api/configs/cache", new { action = "purgeSegment", segment = "custom-fields" })).Root.GetProperty("segment").GetString());
        Assert.True((await boss.Api.PostAsync("/api/configs/system-status")).Root.GetProperty("cleared").GetBoolean());
    }

    [Fact]
    public async Task Emptying_makes_every_replica_read_again()
    {
        await using var replica = await api.ReplicaAsync();
        Assert.Equal(200, (await boss.On(replica).GetAsync("/api/configs/cache")).Status);
        await api.Database.ExecuteAsync("UPDATE access.access_lists SET features = '{configs.manage}' WHERE holder_id = $1", boss.RoleId);
        Assert.Equal(200, (await boss.On(replica).GetAsync("/api/configs/cache")).Status);
        await boss.Api.PostAsync("/api/configs/system-status");
        Assert.Equal(403, (await boss.On(replica).GetAsync("/api/configs/cache")).Status);
    }

    [Theory]
    [InlineData("""{"action":"purgeSegment"}""")]
    [InlineData("""{"action":"purgeSegment","segment":""}""")]
    [InlineData("""{"action":"burn"}""")]
    public async Task A_bad_purge_is_refused(string body) => Assert.Equal(400, (await boss.Api.PostAsync("/api/configs/cache", body)).Status);

    [Fact]
    public async Task The_state_of_the_system_is_shown_without_a_secret()
    {
        var answer = await boss.Api.GetAsync("/api/configs/system-status");
        Assert.Equal((200, "development"), (answer.Status, answer.Root.GetProperty("runtimeMode").GetString()));
        Assert.DoesNotContain(ApiHost.MasterKey, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiHost.SigningKey, answer.Text, StringComparison.Ordinal);
        var items = answer.Root.GetProperty("categories").EnumerateArray().SelectMany(c => c.GetProperty("items").EnumerateArray())
            .ToDictionary(i => i.GetProperty("key").GetString()!, i => i.GetProperty("state").GetString());
        Assert.Equal(("enabled", "set", "disabled"), (items["database"], items["Security:MasterKey"], items["RATE_LIMIT_ENABLED"]));
    }

    [Fact]
    public async Task An_upgrade_action_runs_once_however_many_ask()
    {
        var action = Assert.Single((await boss.Api.GetAsync("/api/configs/upgrade-actions")).Root.GetProperty("actions").EnumerateArray(),
            a => a.GetProperty("id").GetString() == "auth.grant_new_features");
        var body = new { actionId = action.GetProperty("id").GetString() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => boss.Api.PostAsync("/api/configs/upgrade-actions", body)));
        Assert.All(answers, a => Assert.True(a.Status == 200, a.Text));
        Assert.Single(answers, a => a.Root.GetProperty("status").GetString() == "completed");
        Assert.Equal(7, answers.Count(a => a.Root.GetProperty("status").GetString() == "already_completed"));
        Assert.Equal(JsonValueKind.Array, (await boss.Api.GetAsync("/api/configs/upgrade-actions")).Root.GetProperty("actions").ValueKind);
        Assert.Empty((await boss.Api.GetAsync("/api/configs/upgrade-actions")).Root.GetProperty("actions").EnumerateArray());
        Assert.Equal(400, (await boss.Api.PostAsync("/api/configs/upgrade-actions", new { actionId = "nothing" })).Status);
        Assert.Equal(400, (await boss.Api.PostAsync("/api/configs/upgrade-actions", new { })).Status);
    }
}
