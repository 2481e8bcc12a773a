using Platform.Kernel.Data;

namespace Platform.Kernel.Identity;

/// <summary>What a module gives every new tenant to begin with.</summary>
internal interface ITenantStart
{
    /// <summary>Adds it to what the context saves next.</summary>
    Task BeginAsync(PlatformDb db, Guid tenantId, CancellationToken cancellation);
}
