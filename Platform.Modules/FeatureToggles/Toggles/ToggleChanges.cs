using Platform.Kernel.Audit;
using Platform.Kernel.Caching;

namespace Platform.FeatureToggles.Toggles;

/// <summary>Makes every replica forget what toggles came to, after a change of one and after its undo.</summary>
internal sealed class ToggleChanges(TenantCache cache) : IChangeListener
{
    public const string Segment = "feature_toggles";

    /// <summary>All answers are forgotten together: toggles change rarely, and a change may touch any tenant.</summary>
    public static readonly Guid All = Guid.Empty;

    public Task OnCommittedAsync(CommittedChange change, CancellationToken cancellation) =>
        change.Types.Contains(typeof(FeatureToggle)) || change.Types.Contains(typeof(ToggleOverride))
            ? cache.ForgetAsync(Segment, All)
            : Task.CompletedTask;
}
