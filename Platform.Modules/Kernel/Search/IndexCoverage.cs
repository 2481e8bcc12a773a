using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;

namespace Platform.Kernel.Search;

/// <summary>How much of an entity has documents.</summary>
internal sealed record Coverage(string Entity, long BaseCount, long IndexedCount, string Scope = "tenant")
{
    private const string Header = "x-om-partial-index";

    [JsonIgnore]
    public bool IsComplete => IndexedCount >= BaseCount;

    /// <summary>Tells the client that a search may have missed something.</summary>
    public void Tell(HttpResponse response)
    {
        if (!IsComplete)
        {
            response.Headers[Header] = JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
        }
    }
}

/// <summary>Knows whether the index is complete: counted once, and again after a job has worked on it or some minutes have passed.</summary>
/// <remarks>Rows and their documents are written together, so it only ceases to be when rows come from outside, or somebody empties it.</remarks>
internal sealed class IndexCoverage(TenantCache cache)
{
    private const string Segment = "index-coverage";

    public ValueTask<Coverage> OfAsync(PlatformDb db, IIndexedRows rows, string entityId, CancellationToken cancellation) => cache.GetAsync(
        Segment, db.Scope.TenantId, entityId, async () => new Coverage(
            entityId, await rows.CountAsync(db, entityId, cancellation), await db.Set<IndexDocument>().LongCountAsync(d => d.EntityType == entityId, cancellation)));

    public Task ForgetAsync(Guid tenantId) => cache.ForgetAsync(Segment, tenantId);
}
