using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Data;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel;

/// <summary>Advisory locks have names and an order, and the page about them says the same.</summary>
public sealed class AdvisoryLockTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_lock_that_comes_earlier_in_the_order_is_refused()
    {
        await using var db = api.Host.Services.GetRequiredService<SystemDb>().OpenFor(Guid.CreateVersion7(), Guid.CreateVersion7());
        var cancellation = TestContext.Current.CancellationToken;
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.TakeAsync(AdvisoryLocks.Pipelines.Of("a"), cancellation));
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellation))
        {
            await db.TakeAsync(AdvisoryLocks.Pipelines.Of("a"), cancellation);
            await db.TakeAsync(AdvisoryLocks.Pipelines.Of("b"), cancellation);
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => db.TakeAsync(AdvisoryLocks.OrganizationTree.Of("a"), cancellation));
            Assert.Contains(AdvisoryLocks.OrganizationTree.Name, refused.Message, StringComparison.Ordinal);
            await db.TakeAsync(AdvisoryLocks.Pipelines.Of("a"), cancellation);
        }

        await using var next = await db.Database.BeginTransactionAsync(cancellation);
        await db.TakeAsync(AdvisoryLocks.OrganizationTree.Of("a"), cancellation);
    }

    [Fact]
    public void The_page_of_locks_lists_each_with_its_order()
    {
        var page = File.ReadAllText(Path.Combine(Arguments.Root, "docs", "locks.md"));
        Assert.All(AdvisoryLocks.All, l => Assert.Contains($"| {l.Order} | `{l.Name}` | {l.Guards} |", page, StringComparison.Ordinal));
        Assert.Equal(AdvisoryLocks.All.Count, AdvisoryLocks.All.Select(l => l.Order).Distinct().Count());
    }
}
