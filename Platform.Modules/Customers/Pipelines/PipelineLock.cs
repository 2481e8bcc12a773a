using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;

namespace Platform.Customers.Pipelines;

/// <summary>Changes of a tenant's pipelines and changes of its deals wait for each other; deals do not wait for deals.</summary>
/// <remarks>So no stage goes away while a deal moves into it, and of two default pipelines one is there last.</remarks>
internal static class PipelineLock
{
    /// <summary>Held by whoever writes a deal, before any row is locked.</summary>
    public static Task ShareAsync(PlatformDb db, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared(hashtextextended({NameOf(db)}, 0))", cancellation);

    /// <summary>Held by whoever writes pipelines or stages.</summary>
    public static Task TakeAsync(PlatformDb db, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({NameOf(db)}, 0))", cancellation);

    private static string NameOf(PlatformDb db) => $"customers.pipelines {db.Scope.TenantId}";
}
