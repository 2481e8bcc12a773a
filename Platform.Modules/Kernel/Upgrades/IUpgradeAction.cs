using Platform.Kernel.Data;

namespace Platform.Kernel.Upgrades;

/// <summary>Something that a tenant's administrator sets going once after a new version: modules register theirs as singletons.</summary>
internal interface IUpgradeAction
{
    UpgradeNotice Notice { get; }

    /// <summary>Does it in the transaction that notes that it was done; it may use tracked rows and need not save.</summary>
    Task RunAsync(PlatformDb db, Guid tenantId, Guid organizationId, CancellationToken cancellation);
}

/// <summary>An action as administrators read it.</summary>
/// <param name="Version">The version of the platform that brought it.</param>
/// <param name="CtaLabel">What its button says.</param>
public sealed record UpgradeNotice(string Id, string Version, string Message, string CtaLabel, string SuccessMessage, string LoadingLabel);
