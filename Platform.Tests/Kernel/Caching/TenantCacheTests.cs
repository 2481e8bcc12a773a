using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Caching;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Caching;

/// <summary>What is dear to read is read once for all who ask meanwhile, and never handed to whoever asks after a change.</summary>
public sealed class TenantCacheTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Segment = "tests";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly TenantCache cache = api.Host.Services.GetRequiredService<TenantCache>();

    private Task<int> ShareAsync(Guid owner, Func<Task<int>> read, bool keep = true) =>
        cache.ShareAsync(Segment, owner, "item", read, _ => keep ? Soon : TimeSpan.Zero).AsTask();

    [Fact]
    public async Task Who_asks_while_another_reads_waits_for_him()
    {
        var (owner, reading, reads) = (Guid.CreateVersion7(), new TaskCompletionSource<int>(), 0);
        Task<int> ReadAsync()
        {
            reads++;
            return reading.Task;
        }

        var asked = Enumerable.Range(0, 5).Select(_ => ShareAsync(owner, ReadAsync)).ToList();
        reading.SetResult(7);
        Assert.All(await Task.WhenAll(asked).WaitAsync(Soon, TestContext.Current.CancellationToken), value => Assert.Equal(7, value));
        Assert.Equal(7, await ShareAsync(owner, ReadAsync));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Who_asks_after_a_change_does_not_get_what_was_read_before()
    {
        var (owner, before) = (Guid.CreateVersion7(), new TaskCompletionSource<int>());
        var early = ShareAsync(owner, () => before.Task);
        Assert.True(await cache.ForgetAsync(Segment, owner));
        Assert.Equal(2, await ShareAsync(owner, () => Task.FromResult(2)).WaitAsync(Soon, TestContext.Current.CancellationToken));
        before.SetResult(1);
        Assert.Equal(1, await early);
        Assert.Equal(2, await ShareAsync(owner, () => Task.FromResult(3)));
    }

    [Fact]
    public async Task A_failed_reading_is_its_readers_own()
    {
        var (owner, reading) = (Guid.CreateVersion7(), new TaskCompletionSource<int>());
        var failing = ShareAsync(owner, () => reading.Task);
        var waiting = ShareAsync(owner, () => Task.FromResult(2));
        reading.SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Equal(2, await waiting.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_not_worth_its_place_is_read_again()
    {
        var owner = Guid.CreateVersion7();
        Assert.Equal(1, await ShareAsync(owner, () => Task.FromResult(1), keep: false));
        Assert.Equal(2, await ShareAsync(owner, () => Task.FromResult(2), keep: false));
    }
}
