using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.Ingest;

/// <summary>The operations whose documented answers need a Worker.</summary>
public sealed class EventContractTests(TestServers servers) : IAsyncLifetime
{
    private static readonly Contract Documented = Contract.Of("tiris");

    private Floor floor = null!;
    private ApiHost api = null!;

    public async ValueTask InitializeAsync()
    {
        floor = await Floor.OpenAsync(servers);
        await floor.StartWorkerAsync();
        api = await ApiHost.StartAsync(servers, floor.Database, new ApiOptions
        {
            Settings = new Dictionary<string, string?> { ["ConnectionStrings:nats"] = floor.Nats.ConnectionString },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await floor.DisposeAsync();
    }

    [Fact]
    public async Task The_platform_is_ready_when_every_consumer_has_a_Worker()
    {
        await Retry.Until(async () => (await api.Anonymous.GetAsync("/v1/health/ready")).Status == 200, "Api is ready");
        Documented.AssertDocumented("GET /v1/health/ready", await api.Anonymous.GetAsync("/v1/health/ready"));
    }

    [Fact]
    public async Task The_status_tells_when_consumers_last_processed_something()
    {
        var desk = await floor.AddDeskAsync(balance: 100);
        var member = await Member.SignInAsync(api, "alice");
        await floor.Bot.PublishAsync(Events.Order(desk));
        await floor.Bot.PublishAsync(Events.Balance(desk, previous: 100, next: 101));
        await floor.RecordedAsync(2);
        Documented.AssertDocumented("GET /v1/events/status", await member.Api.GetAsync("/v1/events/status"));
    }
}
