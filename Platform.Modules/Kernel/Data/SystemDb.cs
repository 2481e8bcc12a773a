using Microsoft.EntityFrameworkCore;

namespace Platform.Kernel.Data;

/// <summary>Opens the database in the system scope, for the few places that must cross tenants.</summary>
internal sealed class SystemDb(IDbContextFactory<PlatformDb> contexts, IDbContextFactory<CrossTenantDb> everybodys)
{
    public PlatformDb Open() => everybodys.CreateDbContext().For(new Actor { Scope = Scope.System });

    /// <summary>Opens it as somebody, for work that outlives his request.</summary>
    public PlatformDb OpenAs(Scope scope) => scope.IsSystem ? Open() : contexts.CreateDbContext().For(new Actor { Scope = scope });

    /// <summary>In the scope of one tenant, for work that has found out which.</summary>
    public PlatformDb OpenFor(Guid tenantId, Guid userId) => OpenAs(Scope.Of(tenantId, userId));
}
