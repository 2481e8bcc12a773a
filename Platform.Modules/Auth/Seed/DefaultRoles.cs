using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Auth.Seed;

/// <summary>Gives a new tenant the roles superadmin, admin and employee, so that its first admin can work.</summary>
internal sealed class DefaultRoles(TenantBootstrap bootstrap) : ITenantStart
{
    public Task BeginAsync(PlatformDb db, Guid tenantId, CancellationToken cancellation)
    {
        bootstrap.Roles(db, tenantId);
        return Task.CompletedTask;
    }
}
