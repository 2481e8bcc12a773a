using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Kernel.Access;

/// <summary>An undo or redo changes rights as far as its caller might change them himself.</summary>
internal sealed class GrantRewind<T>(GrantPolicy policy) : IRewindRule where T : class, IGrantsRights
{
    public Type RowType => typeof(T);

    public Task LockAsync(PlatformDb db, CancellationToken cancellation) => Task.CompletedTask;

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation) => await policy.RefuseAsync(cancellation) is null;
}
