using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;

namespace Platform.Kernel.Crud;

/// <summary>How many rows whole lists have: counted once, and again after an action that changes rows of the type.</summary>
/// <remarks>Counting a million rows takes longer than reading a page of them. Only for tables whose every change is an action.</remarks>
internal sealed class Totals(VersionedCache cache, IServiceProvider services) : IActionListener
{
    private const string Segment = "totals";

    public Task<long> OfAsync(Guid tenantId, string list, Func<Task<long>> count) => cache.GetAsync(Segment, tenantId.ToString(), list, count);

    public Task OnActionAsync(RecordedAction action, CancellationToken cancellation) =>
        services.GetServices<IResource>().Any(r => action.Types.Contains(r.RowType)) ? cache.ForgetAsync(Segment, action.TenantId.ToString()) : Task.CompletedTask;
}
