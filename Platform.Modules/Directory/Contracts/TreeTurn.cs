using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;

namespace Platform.Directory.Contracts;

/// <summary>Lets changes of a tenant's tree of organizations come one after the other.</summary>
internal static class TreeTurn
{
    /// <summary>Waits for the turn, and keeps it until the transaction ends.</summary>
    public static Task TakeAsync(PlatformDb db, CancellationToken cancellation) => TakeAsync(db, db.Scope.TenantId, cancellation);

    /// <summary>The same for a tenant that is not the scope's.</summary>
    public static Task TakeAsync(PlatformDb db, Guid tenantId, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('directory.tree' || {tenantId.ToString()}, 0))", cancellation);
}
