using Microsoft.EntityFrameworkCore;
using Platform.Customers.Deals;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Customers.Pipelines;

/// <summary>What all changes of pipelines and stages have in common: one at a time in a tenant, and not to be undone.</summary>
/// <remarks>Changes of deals share the lock: no stage goes away while a deal moves into it, and of two default pipelines one is there last.</remarks>
internal sealed class PipelineWrites(PlatformDb db, Caller caller, Changes changes, TimeProvider clock)
{
    public PlatformDb Db => db;

    public Caller Caller => caller;

    public DateTimeOffset Now => clock.Now();

    /// <param name="what"><c>pipeline</c> or <c>pipelineStage</c>.</param>
    /// <param name="verb">Such as <c>create</c>.</param>
    public async Task<Change> BeginAsync(string what, string verb, CancellationToken cancellation) =>
        (await changes.BeginAsync($"customers.{what}s.{verb}", cancellation, AdvisoryLocks.Pipelines.Of(db.Scope.TenantId))).NotUndoable();

    /// <summary>Deals of all organizations count: who deletes need not see them.</summary>
    public Task<bool> HasDealsAsync(System.Linq.Expressions.Expression<Func<Deal, bool>> there, CancellationToken cancellation) =>
        db.Set<Deal>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).AnyAsync(there, cancellation);
}
