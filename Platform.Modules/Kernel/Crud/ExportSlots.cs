using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Platform.Kernel.Crud;

/// <summary>How much may be exported at once (section <c>Exports</c>).</summary>
internal sealed class ExportOptions
{
    public const string Section = "Exports";

    /// <summary>Exports of a tenant that one process serves at the same time.</summary>
    [Range(1, 1000)]
    public int PerTenant { get; set; } = 4;
}

/// <summary>Counts the exports that are under way: somebody who reads slowly, or begins many, stands in the way of his own tenant only.</summary>
internal sealed class ExportSlots(IOptions<ExportOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> tenants = PartitionedRateLimiter.Create<Guid, Guid>(tenant =>
        RateLimitPartition.GetConcurrencyLimiter(tenant, _ => new ConcurrencyLimiterOptions { PermitLimit = options.Value.PerTenant }));

    /// <returns>Null where as many are under way as there may be; disposed of at the end of an export.</returns>
    public IDisposable? TryTake(Guid tenant) => tenants.AttemptAcquire(tenant) is { IsAcquired: true } slot ? slot : null;

    public void Dispose() => tenants.Dispose();
}
