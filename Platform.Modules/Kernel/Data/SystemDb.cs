using Microsoft.EntityFrameworkCore;

namespace Platform.Kernel.Data;

/// <summary>Opens the database in the system scope, for the few places that must cross tenants.</summary>
internal sealed class SystemDb(DbContextOptions<PlatformDb> options)
{
    public PlatformDb Open() => new(options, new Actor { Scope = Scope.System });
}
