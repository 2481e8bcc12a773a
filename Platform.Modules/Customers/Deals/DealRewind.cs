using Microsoft.EntityFrameworkCore;
using Platform.Customers.Pipelines;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Customers.Deals;

/// <summary>An undo or redo puts no deal into a stage that is gone or renamed by now, and brings none back whose customers are gone.</summary>
internal sealed class DealRewind : IUndoRule
{
    public Type RowType => typeof(Deal);

    public IReadOnlyList<AdvisoryLock> Locks(Scope scope) => [AdvisoryLocks.Pipelines.Share(scope.TenantId)];

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation) =>
        await HaveCustomersAsync(db, cancellation) && await HaveStagesAsync(db, cancellation);

    private static async Task<bool> HaveCustomersAsync(PlatformDb db, CancellationToken cancellation)
    {
        var back = db.ChangeTracker.Entries<Deal>().Where(e => e.Entity.DeletedAt is null && e.Property(d => d.DeletedAt).OriginalValue is not null).Select(e => e.Entity.Id).ToList();
        return back.Count == 0 || await CustomerRows.HoldAllAsync(
            db, await db.Set<DealCustomer>().Where(l => back.Contains(l.DealId)).Select(l => l.CustomerId).Distinct().ToListAsync(cancellation), cancellation);
    }

    private static async Task<bool> HaveStagesAsync(PlatformDb db, CancellationToken cancellation)
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
internal sealed class DealPartsRewind : IUndoRule
{
    public Type RowType => typeof(DealCustomer);

    public Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation) => CustomerRows.HoldAllAsync(
        db, [.. db.ChangeTracker.Entries<DealCustomer>().Where(e => e.State == EntityState.Added).Select(e => e.Entity.CustomerId).Distinct()], cancellation);
}
