using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;

namespace Platform.Tests.Events;

/// <summary>The stream of events: two replicas, a Worker that publishes, and clients that must see theirs and nothing else.</summary>
public sealed class EventStreamTests(EventStreamTests.Stage stage) : IClassFixture<EventStreamTests.Stage>
{
    private const string Loud = "tests.thing.happened";
    private const string Quiet = "tests.thing.whispered";

    /// <summary>Two replicas with streams of their own.</summary>
    public sealed class Stage(TestServers servers) : IAsyncLifetime
    {
        public Floor Floor { get; private set; } = null!;

        public ApiHost One { get; private set; } = null!;

        public ApiHost Two { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Floor = await Floor.OpenAsync(servers);
            await Floor.StartWorkerAsync();
            (One, Two) = (await HostAsync(), await HostAsync());
        }

        public Task<ApiHost> HostAsync(TimeProvider? clock = null) => ApiHost.StartAsync(servers, Floor.Database, new ApiOptions
        {
            Settings = new Dictionary<string, string?> { ["ConnectionStrings:nats"] = Floor.Nats.ConnectionString },
            Clock = clock,
            Configure = builder => builder.Services.AddEventTypes(new EventType(Loud, "It happened", Broadcast: true), new EventType(Quiet, "It was whispered")),
        });

        public async Task RaiseAsync(Guid tenantId, object payload, Guid? organizationId = null, string type = Loud)
        {
            await using var scope = One.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<PlatformDb>();
            db.Raise(type, tenantId, organizationId, payload);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await One.DisposeAsync();
            await Two.DisposeAsync();
            await Floor.DisposeAsync();
        }
    }

    [Fact]
    public async Task Both_replicas_tell_the_tenant_and_never_another()
    {
        var (alice, bob) = (await Colleague.AloneAsync(stage.One), await Colleague.AloneAsync(stage.One));
        await using var first = await EventReader.OpenAsync(alice.On(stage.One));
        await using var second = await EventReader.OpenAsync(alice.On(stage.Two));
        await using var stranger = await EventReader.OpenAsync(bob.On(stage.Two));
        await stage.RaiseAsync(alice.TenantId, new { id = "of alice" });
        await stage.RaiseAsync(bob.TenantId, new { id = "of bob" });

        var seen = await first.NextAsync();
        Assert.Equal((Loud, "of alice"), (seen.GetProperty("id").GetString(), seen.GetProperty("payload").GetProperty("id").GetString()));
        Assert.Equal("of alice", (await second.NextAsync()).GetProperty("payload").GetProperty("id").GetString());
        Assert.Equal(first.LastId, second.LastId);
        Assert.Equal("of bob", (await stranger.NextAsync()).GetProperty("payload").GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_a_client_missed_it_gets_from_another_replica_once_and_in_order()
    {
        var alice = await Colleague.AloneAsync(stage.One);
        string lastId;
        await using (var before = await EventReader.OpenAsync(alice.On(stage.One)))
        {
            await stage.RaiseAsync(alice.TenantId, new { number = 0 });
            await before.NextAsync();
            lastId = before.LastId!;
        }

        for (var number = 1; number <= 20; number++)
        {
            await stage.RaiseAsync(alice.TenantId, new { number });
        }

        await using var late = await stage.HostAsync();
        foreach (var host in new[] { stage.Two, late })
        {
            await using var after = await EventReader.OpenAsync(alice.On(host), lastId);
            for (var number = 1; number <= 20; number++)
            {
                Assert.Equal(number, (await after.NextAsync()).GetProperty("payload").GetProperty("number").GetInt32());
            }
        }
    }

    [Fact]
    public async Task A_client_that_resumes_from_what_is_still_to_come_is_told_that_it_has_missed_something()
    {
        var alice = await Colleague.AloneAsync(stage.One);
        await using var stream = await EventReader.OpenAsync(alice.On(stage.One), "99999999999");
        Assert.Equal("events.stream.missed", (await stream.NextAsync()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Recipients_and_organizations_decide_who_hears()
    {
        var alice = await (await Colleague.AloneAsync(stage.One)).BesideAsync();
        var bob = await alice.BesideAsync();
        var (tenant, north, south) = (alice.TenantId, alice.OrganizationId, bob.OrganizationId);
        await using var hearsAlice = await EventReader.OpenAsync(alice.On(stage.One));
        await using var hearsBob = await EventReader.OpenAsync(bob.On(stage.One));
        await stage.RaiseAsync(tenant, new { id = "alice", recipientUserId = alice.UserId });
        await stage.RaiseAsync(tenant, new { id = "both", recipientUserIds = new[] { alice.UserId, bob.UserId } });
        await stage.RaiseAsync(tenant, new { id = "managers", recipientRoleIds = new[] { bob.RoleId } });
        await stage.RaiseAsync(tenant, new { id = "nobody", recipientUserIds = Array.Empty<Guid>() });
        await stage.RaiseAsync(tenant, new { id = "north" }, north);
        await stage.RaiseAsync(tenant, new { id = "south" }, south);
        await stage.RaiseAsync(tenant, new { id = "all" });

        Assert.Equal(["alice", "both", "north", "all"], await IdsAsync(hearsAlice, 4));
        Assert.Equal(["both", "managers", "south", "all"], await IdsAsync(hearsBob, 4));
    }

    [Fact]
    public async Task Only_declared_events_travel_and_large_ones_without_their_payload()
    {
        var alice = await Colleague.AloneAsync(stage.One);
        await using var reader = await EventReader.OpenAsync(alice.On(stage.Two));
        await stage.RaiseAsync(alice.TenantId, new { id = "quiet" }, type: Quiet);
        await stage.RaiseAsync(alice.TenantId, new { id = "unknown" }, type: "tests.thing.undeclared");
        await stage.RaiseAsync(alice.TenantId, new { id = "large", text = new string('x', 5000) });

        var payload = (await reader.NextAsync()).GetProperty("payload");
        Assert.Equal(("large", true), (payload.GetProperty("id").GetString(), payload.GetProperty("truncated").GetBoolean()));
        Assert.False(payload.TryGetProperty("text", out _));
    }

    [Fact]
    public async Task A_quiet_stream_shows_that_it_lives()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await stage.HostAsync(clock);
        await using var reader = await EventReader.OpenAsync((await Colleague.AloneAsync(host)).Api);
        var line = reader.LineAsync();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(line.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(": heartbeat", await line);
    }

    [Fact]
    public async Task A_stranger_is_refused_and_so_is_the_twenty_first_stream_of_one_user()
    {
        Assert.Equal(401, (await stage.One.Anonymous.GetAsync("/api/events/stream")).Status);
        var alice = (await Colleague.AloneAsync(stage.One)).Api;
        var open = new List<EventReader>();
        for (var i = 0; i < 20; i++)
        {
            open.Add(await EventReader.OpenAsync(alice));
        }

        Assert.Equal(429, (await alice.GetAsync("/api/events/stream")).Status);
        await open[0].DisposeAsync();
        await Retry.Until(async () =>
        {
            try
            {
                open[0] = await EventReader.OpenAsync(alice);
                return true;
            }
            catch (Xunit.Sdk.EqualException)
            {
                return false;
            }
        }, "the place of a stream that was closed is free");
        foreach (var reader in open)
        {
            await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stream_ends_when_its_user_is_locked_out_also_on_another_replica()
    {
        await using var one = await stage.HostAsync();
        await using var two = await stage.HostAsync();
        var (alice, admin) = (await Member.SignInAsync(one, "alice"), await Member.SignInAsync(one, "admin"));
        await using var reader = await EventReader.OpenAsync(two.With(alice.Token));
        (await admin.Api.PutAsync($"/v1/users/{alice.Id}/disable")).Ok();
        Assert.Null(await reader.LineAsync());
        Assert.Equal(401, (await two.With(alice.Token).GetAsync("/api/events/stream")).Status);
    }

    [Fact]
    public async Task A_stream_ends_when_its_session_does_and_soon_after_the_rights_of_its_user_change()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await stage.HostAsync(clock);
        var boss = await Colleague.AloneAsync(stage.One);
        await using (var reader = await EventReader.OpenAsync(boss.On(host)))
        {
            await stage.Floor.ExecuteAsync("UPDATE access.access_lists SET organizations = '{}' WHERE holder_id = $1", boss.RoleId);
            await stage.One.Services.GetRequiredService<StaffDirectory>().ForgetAsync(boss.TenantId);
            clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Null(await reader.LineAsync());
        }

        await using var again = await EventReader.OpenAsync(boss.On(host));
        Assert.Equal(302, (await boss.Api.PostAsync("/api/auth/logout")).Status);
        Assert.Null(await again.LineAsync());
        Assert.Equal(401, (await boss.On(host).GetAsync("/api/events/stream")).Status);
    }

    [Fact]
    public async Task Declared_events_are_listed_and_filtered()
    {
        var alice = (await Colleague.AloneAsync(stage.One)).Api;
        var list = (await alice.GetAsync("/api/events?module=progress&excludeTriggerExcluded=false")).Root;
        Assert.Equal(6, list.GetProperty("total").GetInt32());
        Assert.Equal(5, (await alice.GetAsync("/api/events?module=progress")).Root.GetProperty("total").GetInt32());
        Assert.Equal(["progress.job.created", "progress.job.updated"],
            (await alice.GetAsync("/api/events?module=progress&category=crud&excludeTriggerExcluded=false")).Root.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetString()));
    }

    private static async Task<List<string?>> IdsAsync(EventReader reader, int count)
    {
        var ids = new List<string?>();
        while (ids.Count < count)
        {
            ids.Add((await reader.NextAsync()).GetProperty("payload").GetProperty("id").GetString());
        }

        return ids;
    }
}
