using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Upgrades;

namespace Platform.Auth.Seed;

/// <summary>Gives a tenant's roles what modules grant by default that came after the tenant.</summary>
internal sealed class NewFeatures(IEnumerable<Feature> features) : IUpgradeAction
{
    public UpgradeNotice Notice { get; } = new(
        "auth.grant_new_features", "1.0.0", "The roles admin and employee can get the default permissions of newer modules.",
        "Grant permissions", "The roles have the default permissions of all modules.", "Granting permissions…");

    public Task RunAsync(PlatformDb db, Guid tenantId, Guid organizationId, CancellationToken cancellation) =>
        TenantBootstrap.GrantDefaultsAsync(db, tenantId, features, cancellation);
}
