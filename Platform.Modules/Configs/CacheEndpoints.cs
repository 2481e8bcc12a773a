using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Caching;
using Platform.Kernel.Http;

namespace Platform.Configs;

/// <summary>What to empty.</summary>
/// <param name="Action"><c>purgeAll</c> (the default) or <c>purgeSegment</c>.</param>
[ValidatableType]
public sealed record CachePurge([property: OneOf(CachePurge.All, CachePurge.One)] string? Action, [property: Text(1, 100)] string? Segment)
{
    public const string All = "purgeAll";
    public const string One = "purgeSegment";
}

/// <param name="Segments">Values by the kind of thing that they are.</param>
internal sealed record CacheStats(int Total, IReadOnlyDictionary<string, int> Segments);

/// <param name="Segment"><c>*</c> for all.</param>
/// <param name="Deleted">How many values the replica that answers has given back; others find theirs outdated.</param>
internal sealed record CachePurged(string Action, string Segment, int Deleted, CacheStats Stats);

internal sealed record CacheCleared(bool Cleared);

/// <summary>What is kept in memory for the caller's tenant.</summary>
internal static class CacheEndpoints
{
    private static readonly Problem Away = new(ProblemKind.Unavailable, "Cache service is not available");

    public static void Map(RouteGroupBuilder configs)
    {
        configs.MapGet("/cache", Read).Requires(ConfigsModule.ViewCache).WithSummary("Count what is cached for the tenant");
        configs.MapPost("/cache", Purge).Requires(ConfigsModule.ManageCache).WithSummary("Empty the tenant's cache, on every replica");
        configs.MapPost("/system-status", Clear).Requires(ConfigsModule.Manage).WithSummary("Empty the tenant's whole cache, on every replica");
    }

    private static Outcome<CacheStats> Read(TenantCache cache, Caller caller) => Stats(cache, caller);

    private static async Task<Outcome<CachePurged>> Purge(CachePurge? purge, TenantCache cache, StaffDirectory staff, Caller caller)
    {
        var (action, owner) = (purge?.Action ?? CachePurge.All, caller.TenantId);
        if (action == CachePurge.One && purge!.Segment is null)
        {
            return new Problem(ProblemKind.Invalid, "Segment identifier is required", Fields: new Dictionary<string, string[]> { ["segment"] = ["is required"] });
        }

        var segment = action == CachePurge.One ? purge!.Segment : null;
        if (segment is null)
        {
            await staff.ForgetAsync(caller.TenantId);
        }

        var told = segment is null ? await cache.ForgetAllAsync(owner) : await cache.ForgetAsync(segment, owner);
        return told ? new CachePurged(action, segment ?? "*", cache.Drop(owner, segment), Stats(cache, caller)) : Away;
    }

    private static async Task<Outcome<CacheCleared>> Clear(TenantCache cache, StaffDirectory staff, Caller caller)
    {
        await staff.ForgetAsync(caller.TenantId);
        if (!await cache.ForgetAllAsync(caller.TenantId))
        {
            return Away;
        }

        cache.Drop(caller.TenantId);
        return new CacheCleared(true);
    }

    private static CacheStats Stats(TenantCache cache, Caller caller)
    {
        var segments = cache.Count(caller.TenantId);
        return new CacheStats(segments.Values.Sum(), segments);
    }
}
