using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Integrations.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Integrations;

/// <summary>Integrations against a carrier that the sandbox plays.</summary>
public sealed class IntegrationTests(IntegrationTests.Office api) : IClassFixture<IntegrationTests.Office>, IAsyncLifetime
{
    private const string Id = "parcel_shipping";
    private const string Path = "/api/integrations/" + Id;

    /// <summary>A host that may call the sandbox, and two integrations that behave badly.</summary>
    public sealed class Office(TestServers servers) : ApiFixture(servers)
    {
        public CapturedLog Log { get; } = new();

        public async Task<ApiOptions> SettingsAsync(bool allowPrivate) => new()
        {
            Log = Log,
            Settings = new Dictionary<string, string?>
            {
                ["Outbound:AllowPrivate"] = allowPrivate ? "true" : null,
                ["Integrations:Shipping:BaseUrl"] = (await Servers.SandboxAsync()).Address,
            },
            Configure = builder =>
            {
                builder.Services.AddSingleton<IIntegration>(new Odd("never_answers", async c => await Task.Delay(Timeout.InfiniteTimeSpan, c)));
                builder.Services.AddSingleton<IIntegration>(new Odd("talks_too_much", _ => throw new InvalidOperationException("the key is hunter2")));
            },
        };

        public async Task<string> SandboxAsync() => (await Servers.SandboxAsync()).Address;

        protected override Task<ApiOptions> OptionsAsync() => SettingsAsync(allowPrivate: true);

        private sealed class Odd(string id, Func<CancellationToken, Task> check) : IIntegration
        {
            public IntegrationDefinition Definition { get; } = new(id, id, "For tests.", "tests");

            public async Task<HealthResult> CheckAsync(IntegrationContext context, CancellationToken cancellation)
            {
                await check(cancellation);
                return new HealthResult(HealthStatus.Healthy);
            }
        }
    }

    private ApiClient alice = null!;

    public async ValueTask InitializeAsync() => alice = (await Colleague.AloneAsync(api.Host)).Api;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_integration_is_connected_checked_and_switched_on()
    {
        Assert.Equal("unconfigured", (await alice.PostAsync($"{Path}/health")).Root.GetProperty("status").GetString());
        Assert.Equal(200, (await SaveAsync(alice, Id, new { apiKey = "ship_live_0123456789" })).Status);
        var health = await alice.PostAsync($"{Path}/health");
        Assert.Equal((201, "healthy"), (health.Status, health.Root.GetProperty("status").GetString()));
        var state = (await alice.PutAsync($"{Path}/state", new { isEnabled = true })).Root;
        Assert.True(state.GetProperty("isEnabled").GetBoolean());

        var item = (await alice.GetAsync("/api/integrations?q=parcel&isEnabled=true&healthStatus=healthy")).Root;
        Assert.Equal(1, item.GetProperty("total").GetInt32());
        var listed = item.GetProperty("items")[0];
        Assert.Equal((true, "v2", 30), (listed.GetProperty("hasCredentials").GetBoolean(), listed.GetProperty("apiVersion").GetString(), listed.GetProperty("analytics").GetProperty("dailyCounts").GetArrayLength()));
        Assert.Equal(4, listed.GetProperty("analytics").GetProperty("totalCount").GetInt32());
        Assert.Equal((1, 1), (item.GetProperty("bundles")[0].GetProperty("integrationCount").GetInt32(), item.GetProperty("bundles")[0].GetProperty("enabledCount").GetInt32()));
        Assert.Equal(4, (await alice.GetAsync($"/api/integrations/logs?integrationId={Id}")).Root.GetProperty("total").GetInt32());
        Assert.Equal(0, (await alice.GetAsync("/api/integrations/logs?level=error")).Root.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_secret_is_in_no_answer_no_log_and_no_row()
    {
        const string secret = "ship_secret_4711_never_shown";
        await SaveAsync(alice, Id, new { apiKey = secret });
        foreach (var answer in new[]
        {
            await alice.GetAsync($"{Path}/credentials"), await alice.GetAsync(Path), await alice.GetAsync("/api/integrations"),
            await alice.PostAsync($"{Path}/health"), await alice.GetAsync("/api/integrations/logs"),
            await SaveAsync(alice, Id, new { apiKey = secret, unknown = secret }),
        })
        {
            Assert.DoesNotContain("ship_secret", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("never_shown", answer.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(secret, api.Log.ToString(), StringComparison.Ordinal);
        var dump = await api.Database.DumpAsync();
        Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), dump, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<owner_id>parcel_shipping</owner_id>", dump, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_masked_secret_that_is_sent_back_stays_and_a_bundle_serves_its_integrations()
    {
        await SaveAsync(alice, "parcel", new { apiKey = "ship_of_the_bundle" });
        var inherited = (await alice.GetAsync($"{Path}/credentials")).Root;
        Assert.Equal((true, true), (inherited.GetProperty("hasCredentials").GetBoolean(), inherited.GetProperty("inherited").GetBoolean()));
        Assert.Equal("healthy", (await alice.PostAsync($"{Path}/health")).Root.GetProperty("status").GetString());

        var shown = (await alice.GetAsync("/api/integrations/parcel/credentials")).Root.GetProperty("credentials");
        Assert.Equal(200, (await SaveAsync(alice, "parcel", new { apiKey = shown.GetProperty("apiKey").GetString(), baseUrl = await api.SandboxAsync() })).Status);
        Assert.Equal("healthy", (await alice.PostAsync($"{Path}/health")).Root.GetProperty("status").GetString());
        Assert.Equal(200, (await SaveAsync(alice, Id, new { apiKey = "wrong" })).Status);
        var refused = (await alice.PostAsync($"{Path}/health")).Root;
        Assert.Equal(("unhealthy", "The carrier does not take the API key"), (refused.GetProperty("status").GetString(), refused.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Credentials_are_cleared_and_then_those_of_the_bundle_count()
    {
        foreach (var nothing in new[] { """{"credentials":{}}""", """{"credentials":null}""", """{"credentials":{"apiKey":null}}""" })
        {
            await SaveAsync(alice, Id, new { apiKey = "ship_own" });
            Assert.False((await alice.GetAsync($"{Path}/credentials")).Root.GetProperty("inherited").GetBoolean());
            Assert.Equal(200, (await alice.PutAsync($"{Path}/credentials", nothing)).Status);
            var left = (await alice.GetAsync($"{Path}/credentials")).Root;
            Assert.Equal(left.GetProperty("inherited").GetBoolean(), left.GetProperty("hasCredentials").GetBoolean());
        }
    }

    [Theory]
    [InlineData("credentials", """{"credentials":{"apiKey":""}}""")]
    [InlineData("credentials", """{"credentials":{"apiKey":1}}""")]
    [InlineData("credentials", """{"credentials":{"apiKey":"********"}}""")]
    [InlineData("credentials", """{"credentials":{"apiKey":"k","other":"x"}}""")]
    [InlineData("credentials", """{"credentials":{"apiKey":"k","baseUrl":"file:///etc/passwd"}}""")]
    [InlineData("credentials", """{"credentials":{"apiKey":"k","baseUrl":"http://user:pass@example.com"}}""")]
    [InlineData("credentials", """{"apiKey":"k"}""")]
    [InlineData("state", """{"isEnabled":"yes"}""")]
    [InlineData("state", "{}")]
    [InlineData("version", """{"apiVersion":"v9"}""")]
    [InlineData("version", """{"apiVersion":2}""")]
    public async Task A_bad_payload_is_422(string what, string body) => Assert.Equal(422, (await alice.PutAsync($"{Path}/{what}", body)).Status);

    [Fact]
    public async Task Versions_are_chosen_where_there_are_some_and_unknown_integrations_are_404()
    {
        Assert.Equal("v1", (await alice.PutAsync($"{Path}/version", new { apiVersion = "v1" })).Root.GetProperty("apiVersion").GetString());
        Assert.Equal("v1", (await alice.GetAsync(Path)).Root.GetProperty("state").GetProperty("apiVersion").GetString());
        var unversioned = await alice.PutAsync("/api/integrations/never_answers/version", new { apiVersion = "v1" });
        Assert.Equal((422, "This integration is not versioned"), (unversioned.Status, unversioned.Root.GetProperty("error").GetString()));
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("GET", "nothing", null), ("GET", "nothing/credentials", null), ("PUT", "nothing/credentials", new { credentials = new { } }),
            ("POST", "nothing/health", null), ("PUT", "nothing/state", new { isEnabled = true }), ("PUT", "nothing/version", new { apiVersion = "v1" }),
        })
        {
            Assert.Equal(404, (await alice.SendAsync(HttpMethod.Parse(method), $"/api/integrations/{path}", body)).Status);
        }
    }

    [Fact]
    public async Task A_check_that_hangs_is_cut_off_and_one_that_throws_tells_nothing()
    {
        var hangs = alice.PostAsync("/api/integrations/never_answers/health");
        var talks = (await alice.PostAsync("/api/integrations/talks_too_much/health")).Root;
        Assert.Equal(("unhealthy", "The other side cannot be reached"), (talks.GetProperty("status").GetString(), talks.GetProperty("message").GetString()));
        Assert.DoesNotContain("hunter2", (await alice.GetAsync("/api/integrations/logs")).Text, StringComparison.Ordinal);
        Assert.Equal("No answer within 10 seconds", (await hangs).Root.GetProperty("message").GetString());
    }

    [Fact]
    public async Task An_address_of_this_machine_is_not_called_unless_configured()
    {
        await using var host = await api.ReplicaAsync(await api.SettingsAsync(allowPrivate: false));
        var client = (await Colleague.AloneAsync(host)).Api;
        await SaveAsync(client, Id, new { apiKey = "ship_live_0123456789", baseUrl = await api.SandboxAsync() });
        var health = (await client.PostAsync($"{Path}/health")).Root;
        Assert.Equal("unhealthy", health.GetProperty("status").GetString());
        Assert.Contains("is not a public address", health.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenant_or_organization_shares_nothing()
    {
        var north = await (await Colleague.AloneAsync(api.Host)).BesideAsync();
        var owner = north.Api;
        await SaveAsync(owner, Id, new { apiKey = "ship_north" });
        await owner.PutAsync($"{Path}/state", new { isEnabled = true });
        foreach (var stranger in new[] { (await north.BesideAsync()).Api, alice })
        {
            var detail = (await stranger.GetAsync(Path)).Root;
            Assert.Equal((false, false), (detail.GetProperty("hasCredentials").GetBoolean(), detail.GetProperty("state").GetProperty("isEnabled").GetBoolean()));
            Assert.Equal(0, (await stranger.GetAsync("/api/integrations/logs")).Root.GetProperty("total").GetInt32());
            Assert.Equal(JsonValueKind.Null, (await stranger.GetAsync($"{Path}/credentials")).Root.GetProperty("updatedAt").ValueKind);
        }
    }

    [Fact]
    public async Task Many_who_save_at_once_leave_one_state_and_one_set_of_credentials()
    {
        var client = (await Colleague.AloneAsync(api.Host)).Api;
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 2 == 0
            ? SaveAsync(client, Id, new { apiKey = $"ship_{i}" })
            : client.PutAsync($"{Path}/state", new { isEnabled = i % 4 == 1 })));
        Assert.All(answers, a => Assert.True(a.Status == 200, a.Text));
    }

    [Fact]
    public async Task Credentials_take_a_feature_of_their_own_and_a_change_of_state_can_be_undone()
    {
        var manager = (await Colleague.AloneAsync(api.Host, "integrations.view", "integrations.manage")).Api;
        Assert.Equal(403, (await manager.GetAsync($"{Path}/credentials")).Status);
        Assert.Equal(403, (await SaveAsync(manager, Id, new { apiKey = "ship_x" })).Status);
        await alice.PutAsync($"{Path}/state", new { isEnabled = false });
        var on = await alice.PutAsync($"{Path}/state", new { isEnabled = true });
        var undone = await alice.PostAsync("/api/audit_logs/audit-logs/actions/undo", new { undoToken = on.UndoToken() });
        Assert.True(undone.Status == 200, undone.Text);
        Assert.False((await alice.GetAsync(Path)).Root.GetProperty("state").GetProperty("isEnabled").GetBoolean());
    }

    private static Task<Answer> SaveAsync(ApiClient client, string id, object credentials) =>
        client.PutAsync($"/api/integrations/{id}/credentials", new { credentials });
}
