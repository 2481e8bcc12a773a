using Platform.Kernel.Data;
using Platform.Kernel.Search;

namespace Platform.QueryIndex;

/// <summary>Finds what is indexed under which name.</summary>
internal static class IndexedRows
{
    /// <summary>Every indexed entity of the tenant, with the rows behind it.</summary>
    public static async Task<IReadOnlyList<(IndexedEntity Entity, IIndexedRows Rows)>> AllAsync(
        IEnumerable<IIndexedRows> indexed, PlatformDb db, CancellationToken cancellation)
    {
        var found = new List<(IndexedEntity Entity, IIndexedRows)>();
        foreach (var rows in indexed)
        {
            found.AddRange((await rows.EntitiesAsync(db, cancellation)).Select(e => (e, rows)));
        }

        return [.. found.OrderBy(f => f.Entity.EntityId, StringComparer.Ordinal)];
    }

    public static async Task<IIndexedRows?> FindAsync(IEnumerable<IIndexedRows> indexed, PlatformDb db, string entityId, CancellationToken cancellation) =>
        (await AllAsync(indexed, db, cancellation)).FirstOrDefault(f => f.Entity.EntityId == entityId).Rows;
}
