using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Platform.Customers.Deals;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Customers.Pipelines;

/// <summary>What all changes of pipelines and stages have in common: one at a time in a tenant, recorded, and not to be undone.</summary>
internal sealed class PipelineWrites(PlatformDb db, Caller caller, Actions actions, TimeProvider clock)
{
    public PlatformDb Db => db;

    public Caller Caller => caller;

    public DateTimeOffset Now => clock.Now();

    public async Task<IDbContextTransaction> BeginAsync(CancellationToken cancellation)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await PipelineLock.TakeAsync(db, cancellation);
        return transaction;
    }

    /// <param name="verb">Such as <c>create</c>.</param>
    /// <param name="what"><c>pipeline</c> or <c>pipelineStage</c>.</param>
    public async Task SaveAsync(string verb, string what, string label, Guid id, CancellationToken cancellation)
    {
        actions.Begin(new PendingAction($"customers.{what}s.{verb}", label, $"customers.{what}", id.ToString(), Undoable: false));
        await db.SaveChangesAsync(cancellation);
        await db.Database.CurrentTransaction!.CommitAsync(cancellation);
        await actions.CommittedAsync(cancellation);
    }

    /// <summary>Deals of all organizations count: who deletes need not see them.</summary>
    public Task<bool> HasDealsAsync(System.Linq.Expressions.Expression<Func<Deal, bool>> there, CancellationToken cancellation) =>
        db.Set<Deal>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).AnyAsync(there, cancellation);
}
