using Microsoft.EntityFrameworkCore;
using Platform.Customers.Pipelines;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Customers.Deals;

/// <summary>An undo or redo puts no deal into a stage that is gone, or is called otherwise by now.</summary>
internal sealed class DealRewind : IRewindRule
{
    public Type RowType => typeof(Deal);

    public Task LockAsync(PlatformDb db, CancellationToken cancellation) => PipelineLock.ShareAsync(db, cancellation);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var deals = db.ChangeTracker.Entries<Deal>().Select(e => e.Entity).Where(d => d.DeletedAt is null).ToList();
        var pipelines = deals.Select(d => d.PipelineId).OfType<Guid>().Distinct().ToList();
        var stages = deals.Select(d => d.PipelineStageId).OfType<Guid>().Distinct().ToList();
        if (pipelines.Count == 0 && stages.Count == 0)
        {
            return true;
        }

        var labels = await db.Set<PipelineStage>().IgnoreQueryFilters([PlatformDb.OrganizationFilter])
            .Where(s => stages.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Label, cancellation);
        return deals.All(d => d.PipelineStageId is not { } stage || labels.GetValueOrDefault(stage) == d.PipelineStage)
            && await db.Set<Pipeline>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).CountAsync(p => pipelines.Contains(p.Id), cancellation) == pipelines.Count;
    }
}

/// <summary>An undo or redo gives no deleted customer a part in a deal.</summary>
internal sealed class DealPartsRewind : IRewindRule
{
    public Type RowType => typeof(DealCustomer);

    public Task LockAsync(PlatformDb db, CancellationToken cancellation) => Task.CompletedTask;

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var customers = db.ChangeTracker.Entries<DealCustomer>().Where(e => e.State == EntityState.Added).Select(e => e.Entity.CustomerId).Distinct().ToList();
        return customers.Count == 0 || (await db.Set<Customer>().IgnoreQueryFilters([PlatformDb.OrganizationFilter])
            .Where(c => customers.Contains(c.Id)).OrderByDescending(c => c.Kind).ThenBy(c => c.Id).Select(c => c.Id).ForUpdate().ToListAsync(cancellation)).Count == customers.Count;
    }
}
