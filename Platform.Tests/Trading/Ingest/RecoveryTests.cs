using Platform.Servers;

namespace Platform.Tests.Trading.Ingest;

/// <summary>Whatever is killed at whatever moment: no event is lost, none applied twice, and all goes on by itself.</summary>
public sealed class RecoveryTests
{
    private const int Accounts = 10;
    private const int Steps = 60;

    [Theory]
    [InlineData("postgres")]
    [InlineData("nats")]
    [InlineData("redis")]
    public async Task A_killed_server_that_comes_back_costs_nothing_but_time(string victim)
    {
        await using var floor = await Floor.OpenAloneAsync();
        var desk = await floor.AddDeskAsync(Accounts);
        floor.StartWorkerProcess();
        floor.StartWorkerProcess();
        LocalServer server = victim switch { "postgres" => floor.Servers.Postgres, "nats" => floor.Servers.Nats, _ => floor.Servers.Redis };
        var publishing = Chain.PublishAsync(floor, desk, Accounts, Steps);
        for (var kills = 0; kills < 3; kills++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            await server.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(kills), TestContext.Current.CancellationToken);
            await server.StartAsync(TestContext.Current.CancellationToken);
        }

        await publishing;
        await Chain.AssertAppliedAsync(floor, Accounts, Steps);
    }
}
