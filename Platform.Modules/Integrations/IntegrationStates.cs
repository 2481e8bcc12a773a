using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;

namespace Platform.Integrations;

/// <summary>States of the caller's organization; one that nobody has touched is off.</summary>
internal sealed class IntegrationStates(PlatformDb db, Caller caller, TimeProvider clock)
{
    public async Task<Dictionary<string, IntegrationState>> AllAsync(CancellationToken cancellation) =>
        await Rows.AsNoTracking().ToDictionaryAsync(s => s.IntegrationId, cancellation);

    public async Task<IntegrationState> ReadAsync(string id, CancellationToken cancellation) =>
        await Rows.AsNoTracking().SingleOrDefaultAsync(s => s.IntegrationId == id, cancellation) ?? Fresh(id);

    /// <summary>The row to change, tracked; the caller holds the lock of the integration.</summary>
    public async Task<IntegrationState> ChangeAsync(string id, CancellationToken cancellation)
    {
        var row = await Rows.SingleOrDefaultAsync(s => s.IntegrationId == id, cancellation);
        if (row is null)
        {
            row = Fresh(id);
            db.Add(row);
        }

        row.UpdatedAt = clock.Now();
        return row;
    }

    /// <summary>Held by whoever changes what belongs to the integration in the caller's organization.</summary>
    public AdvisoryLock LockOf(string id) => AdvisoryLocks.IntegrationState.Of($"{caller.TenantId}:{caller.OrganizationId}:{id}");

    private IQueryable<IntegrationState> Rows => db.Set<IntegrationState>().Where(s => s.OrganizationId == caller.OrganizationId);

    private IntegrationState Fresh(string id) => new()
    {
        TenantId = caller.TenantId, OrganizationId = caller.OrganizationId, IntegrationId = id, UpdatedAt = clock.Now(),
    };
}
