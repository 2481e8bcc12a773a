using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;

namespace Platform.Directory.Contracts;

/// <summary>Lets changes of a tenant's tree of organizations come one after the other.</summary>
internal static class TreeTurn
{
    /// <summary>Waits for the turn, and keeps it until the transaction ends.</summary>
    public static Task TakeAsync(PlatformDb db, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('directory.tree' || {db.Scope.TenantId.ToString()}, 0))", cancellation);
}
