using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Caching;
using Platform.Kernel.Crud;
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

/// <summary>What a look into the index found.</summary>
/// <param name="Shown">The condition for a page of the rows, in whichever order.</param>
/// <param name="Counted">The condition for counting them all.</param>
internal sealed record Found<T>(Expression<Func<T, bool>> Shown, Expression<Func<T, bool>> Counted);

/// <summary>Reads the index, and remembers what is dear to find out: whether it is complete, and which words very many records have.</summary>
/// <remarks>Rows and their documents are written together, so it only ceases to be complete when rows come from outside, or somebody empties it.</remarks>
internal sealed class IndexReader(TenantCache cache)
{
    private const string CoverageSegment = "index-coverage";
    private const string WordsSegment = "index-words";

    /// <summary>Up to as many records are found by the index alone; more are left to the list, which soon has the first of a page when it reads in its own order.</summary>
    private const int Few = 10_000;

    // Of a million rows the two counts take seconds.
    private static readonly TimeSpan CoverageKept = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WordsKept = TimeSpan.FromMinutes(1);

    public ValueTask<Coverage> CoverageAsync(PlatformDb db, IIndexedRows rows, string entityId, CancellationToken cancellation) => cache.ShareAsync(
        CoverageSegment, db.Scope.TenantId, entityId, async () => new Coverage(
            entityId, await rows.CountAsync(db, entityId, cancellation), await db.Set<IndexDocument>().LongCountAsync(d => d.EntityType == entityId, cancellation)), _ => CoverageKept, db.ReleaseConnectionAsync, cancellation);

    /// <summary>Conditions for rows of an entity that have all of these hashed words, which are looked up now.</summary>
    public async Task<Found<T>> FindAsync<T>(PlatformDb db, string entityId, string[] hashes, CancellationToken cancellation) where T : class, IRow
    {
        // That there are many is remembered, as null; which few there are is not.
        var few = await cache.ShareAsync(WordsSegment, db.Scope.TenantId, $"{entityId} {string.Join(' ', hashes)}", async () =>
        {
            var found = await Index.LookUp(db, entityId, hashes, Few + 1).ToListAsync(cancellation);
            return found.Count > Few ? null : found;
        }, found => found is null ? WordsKept : TimeSpan.Zero, db.ReleaseConnectionAsync, cancellation);
        if (few is null)
        {
            // Asked row by row, by the key: an offset keeps PostgreSQL from a join, which it may begin at the wrong end as long as it knows nothing of the tables.
            var (documents, none) = (Index.Matching(db, entityId, hashes), 0);
            var all = Index.LookUp(db, entityId, hashes, int.MaxValue);
            return new Found<T>(r => documents.Where(id => id == r.Id).Skip(none).Any(), r => all.Contains(r.Id));
        }

        Expression<Func<T, bool>> condition = r => few.Contains(r.Id);
        return new Found<T>(condition, condition);
    }

    public Task ForgetAsync(Guid tenantId) => cache.ForgetAsync(CoverageSegment, tenantId);
}
