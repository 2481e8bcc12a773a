using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;

namespace Platform.Kernel.Crud;

/// <summary>How many rows whole lists have: counted once, and again after an action that changes rows of the type.</summary>
/// <remarks>Counting a million rows takes longer than reading a page of them. Only for tables whose every change is an action.</remarks>
internal sealed class Totals(TenantCache cache, IServiceProvider services) : IActionListener
{
    private const string Segment = "totals";

    // Of a million rows the count takes seconds.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    /// <summary>How many rows a list has for all callers who see the same organizations.</summary>
    public ValueTask<long> OfAsync(Caller caller, string list, Func<Task<long>> count) =>
        cache.GetAsync(Segment, caller.TenantId, caller.Organizations is { } seen ? $"{list}:{Key(seen)}" : list, count, Kept);

    private static string Key(IReadOnlyList<Guid> organizations) =>
        Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(organizations.Order()))));

    public Task OnActionAsync(RecordedAction action, CancellationToken cancellation) =>
        services.GetServices<IResource>().Any(r => action.Types.Contains(r.RowType)) ? cache.ForgetAsync(Segment, action.TenantId) : Task.CompletedTask;
}
