using Platform.Tests.Support;

namespace Platform.Tests.Trading.Ingest;

/// <summary>Several Workers keep the order within a sub-account: each event of a chain names the balance before it.</summary>
public sealed class OrderTests(TestServers servers)
{
    private const int Accounts = 20;
    private const int Steps = 100;

    [Fact]
    public async Task Two_workers_apply_every_chain_in_order_though_one_is_killed_again_and_again()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var desk = await floor.AddDeskAsync(Accounts);
        var stays = floor.StartWorkerProcess();
        var killed = floor.StartWorkerProcess();
        var publishing = Chain.PublishAsync(floor, desk, Accounts, Steps);
        for (var kills = 0; !publishing.IsCompleted; kills++)
        {
            var before = await floor.ReadAsync<long>("SELECT count(*) FROM trading.event_processing");
            await Retry.Until(
                async () => publishing.IsCompleted || await floor.ReadAsync<long>("SELECT count(*) FROM trading.event_processing") > before + 200,
                "a Worker goes on", TimeSpan.FromSeconds(60));
            var victim = kills % 2 == 0 ? killed : stays;
            await victim.KillAsync();
            (killed, stays) = kills % 2 == 0 ? (floor.StartWorkerProcess(), stays) : (killed, floor.StartWorkerProcess());
        }

        await publishing;
        await Chain.AssertAppliedAsync(floor, Accounts, Steps);
    }

    [Fact]
    public async Task A_backlog_survives_workers_that_die_in_the_middle_of_it()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var desk = await floor.AddDeskAsync(Accounts);
        await floor.StartWorkerAsync();
        var first = Events.Balance(desk, 0, 1);
        await floor.Bot.PublishAsync(first);
        await floor.RecordOfAsync(first.IdOf());
        await floor.StopWorkersAsync();

        await Chain.PublishAsync(floor, desk, Accounts, Steps, skipFirst: true);
        for (var kills = 0; kills < 5; kills++)
        {
            var worker = floor.StartWorkerProcess();
            var before = await floor.ReadAsync<long>("SELECT count(*) FROM trading.event_processing");
            await Retry.Until(
                async () => await floor.ReadAsync<long>("SELECT count(*) FROM trading.event_processing") is var now && (now > before || now == Accounts * Steps),
                "a Worker has begun");
            await worker.KillAsync();
        }

        await floor.StartWorkerAsync();
        await Chain.AssertAppliedAsync(floor, Accounts, Steps);
    }
}

/// <summary>Chains of balance events, one a sub-account, interleaved.</summary>
internal static class Chain
{
    public static async Task PublishAsync(Floor floor, BotDesk desk, int accounts, int steps, bool skipFirst = false)
    {
        for (var step = 0; step < steps; step++)
        {
            await Task.WhenAll(Enumerable.Range(0, accounts).Where(account => !(skipFirst && step == 0 && account == 0))
                .Select(account => floor.Bot.PublishAsync(Events.Balance(desk, step, step + 1, account))));
        }
    }

    public static async Task AssertAppliedAsync(Floor floor, int accounts, int steps)
    {
        await floor.RecordedAsync((long)accounts * steps, TimeSpan.FromSeconds(90));
        Assert.Equal("", await floor.ReadAsync<string>(
            "SELECT coalesce(string_agg(concat_ws(' ', sequence, processed_at, reason), '; '), '') FROM trading.event_processing WHERE status = 'failed'"));
        Assert.Equal((long)accounts * steps, await floor.ReadAsync<long>("SELECT count(*) FROM trading.transactions"));
        Assert.Equal((long)accounts * steps, await floor.ReadAsync<long>("SELECT count(*) FROM trading.trading_logs"));
        Assert.Equal(accounts, await floor.ReadAsync<long>("SELECT count(*) FROM trading.sub_accounts WHERE balance = $1", (decimal)steps));
        await floor.AssertSumsMatchAsync();
    }
}
