using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Caching;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Caching;

/// <summary>What is dear to read is read once for all who ask meanwhile, and never handed to whoever asks after a change.</summary>
public sealed class TenantCacheTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Segment = "tests";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private int released;
    private readonly TenantCache cache = api.Host.Services.GetRequiredService<TenantCache>();

    private Task<int> ShareAsync(Guid owner, Func<Task<int>> read, bool keep = true) =>
        cache.ShareAsync(Segment, owner, "item", read, _ => keep ? Soon : TimeSpan.Zero, ReleaseAsync, TestContext.Current.CancellationToken).AsTask();

    private Task ReleaseAsync()
    {
        released++;
        return Task.CompletedTask;
    }

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
        Assert.Equal((1, 4), (reads, released));
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
    public async Task Who_waits_reads_himself_when_the_reader_goes_away_and_fails_with_him_when_he_fails()
    {
        var (owner, given, failing) = (Guid.CreateVersion7(), new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var leaver = ShareAsync(owner, () => given.Task);
        var waiting = ShareAsync(owner, () => failing.Task);
        var behind = ShareAsync(owner, () => failing.Task);
        given.SetCanceled(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        failing.SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
        await Assert.ThrowsAsync<InvalidOperationException>(() => behind);
        Assert.Equal(3, await ShareAsync(owner, () => Task.FromResult(3)));
    }

    [Fact]
    public async Task What_is_not_worth_its_place_is_read_again()
    {
        var owner = Guid.CreateVersion7();
        Assert.Equal(1, await ShareAsync(owner, () => Task.FromResult(1), keep: false));
        Assert.Equal(2, await ShareAsync(owner, () => Task.FromResult(2), keep: false));
    }

    [Fact]
    public async Task What_is_not_worth_its_place_is_for_its_reader_alone()
    {
        var (owner, reading) = (Guid.CreateVersion7(), new TaskCompletionSource<int>());
        var first = ShareAsync(owner, () => reading.Task, keep: false);
        var behind = ShareAsync(owner, () => Task.FromResult(2), keep: false);
        reading.SetResult(1);
        Assert.Equal((1, 2), (await first, await behind));
    }
}
