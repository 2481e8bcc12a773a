using Microsoft.EntityFrameworkCore;

namespace Platform.Kernel.Data;

/// <summary>Opens the database in the system scope, for the few places that must cross tenants.</summary>
internal sealed class SystemDb(DbContextOptions<PlatformDb> options)
{
    /// <summary>In the scope of one tenant, for work that has found out which.</summary>
    public PlatformDb OpenFor(Guid tenantId, Guid userId) => new(options, new Actor { Scope = Scope.Of(tenantId, userId) });

    public PlatformDb Open() => new(options, new Actor { Scope = Scope.System });
}
