using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Platform.Operations.Statistics;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Statistics are counted in the background, and say when they are old.</summary>
public sealed class StatisticsTests(CenterFixture api) : IClassFixture<CenterFixture>
{
    [Fact]
    public async Task They_are_true_kept_counted_anew_in_the_background_and_never_old_without_saying_so()
    {
        var owner = await api.OwnerAsync();
        var first = (await owner.Api.GetAsync("/api/stats")).Got();
        Assert.Equal((2, 1, 1, 10, 0, false), Numbers(first));
        await owner.CreateAccountAsync(await owner.CreateAsync("customers"));
        Assert.Equal(first.ToString(), (await owner.Api.GetAsync("/api/stats")).Got().ToString());

        await RoundAsync();
        var second = (await owner.Api.GetAsync("/api/stats")).Got();
        Assert.Equal((2, 1, 2, 11, 0, false), Numbers(second));
        Assert.True(second.GetProperty("timestamp").GetDateTimeOffset() > first.GetProperty("timestamp").GetDateTimeOffset());

        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(14));
        await using var later = await api.ReplicaAsync(new ApiOptions { Clock = clock });
        Assert.Equal((2, 1, 2, 11, 0, false), Numbers((await later.With(owner.Api.Token).GetAsync("/api/stats")).Got()));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((2, 1, 2, 11, 0, true), Numbers((await later.With(owner.Api.Token).GetAsync("/api/stats")).Got()));

        var stranger = await OtherOwner.MakeAsync(api);
        Assert.Equal((0, 0, 0, 1, 0, false), Numbers((await stranger.GetAsync("/api/stats")).Got()));
        await RoundAsync();
        Assert.Equal((2, 1, 2, 11, 0, false), Numbers((await owner.Api.GetAsync("/api/stats")).Got()));
    }

    private async Task RoundAsync()
    {
        var before = await CountedAsync();
        using var rounds = new StatisticsRounds(api.Host.Services.GetRequiredService<NpgsqlDataSource>(), TimeProvider.System, NullLogger<StatisticsRounds>.Instance);
        await rounds.StartAsync(TestContext.Current.CancellationToken);
        await Retry.UntilEqual(true, async () => await CountedAsync() > before);
        await rounds.StopAsync(TestContext.Current.CancellationToken);
    }

    private Task<DateTime> CountedAsync() => api.Database.ScalarAsync<DateTime>("SELECT min(counted_at) FROM operations.statistics");

    private static (int, int, int, int, int, bool) Numbers(System.Text.Json.JsonElement data) => (
        data.GetProperty("distributors").GetInt32(), data.GetProperty("resellers").GetInt32(), data.GetProperty("customers").GetInt32(),
        data.GetProperty("users").GetInt32(), data.GetProperty("systems").GetInt32(), data.GetProperty("isStale").GetBoolean());
}
