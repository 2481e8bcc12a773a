using Microsoft.EntityFrameworkCore;
using Platform.Entities.Custom;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Search;
using Platform.Kernel.Security;
using Index = Platform.Kernel.Search.Index;

namespace Platform.Entities.Records;

/// <summary>The documents of records: the words of all their values, also of those that are ciphertext.</summary>
internal sealed class RecordIndex : IIndexedRows
{
    private const int Batch = 500;

    public Type RowType => typeof(EntityRecord);

    public async Task<IReadOnlyList<IndexedEntity>> EntitiesAsync(PlatformDb db, CancellationToken cancellation)
    {
        var entities = await db.Set<CustomEntity>().AsNoTracking().Where(e => e.DeletedAt == null && e.IsActive).Select(e => new { e.EntityId, e.Label }).ToListAsync(cancellation);
        return [.. entities.GroupBy(e => e.EntityId).Select(g => new IndexedEntity(g.Key, g.First().Label))];
    }

    public async Task IndexAsync(PlatformDb db, Secrets secrets, IReadOnlyList<object> rows, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var records in rows.Cast<EntityRecord>().GroupBy(r => (r.TenantId, r.EntityId)))
        {
            var vault = await secrets.OfAsync(records.Key.TenantId, cancellation);
            await Index.KeepAsync(db, records.Key.TenantId, records.Key.EntityId, [.. records.Select(r => new Indexed(
                r.Id, r.OrganizationId, SearchWords.Index(vault, records.Key.EntityId, CustomValues.Open(r.Custom, vault).Select(v => v.Value?.ToString()))))], now, cancellation);
        }
    }

    public async Task ForgetAsync(PlatformDb db, IReadOnlyList<object> rows, CancellationToken cancellation)
    {
        foreach (var records in rows.Cast<EntityRecord>().GroupBy(r => r.EntityId))
        {
            await Index.ForgetAsync(db, records.Key, [.. records.Select(r => r.Id)], cancellation);
        }
    }

    public async Task<int> IndexNextAsync(PlatformDb db, Secrets secrets, string entityId, Guid after, DateTimeOffset now, Action<Guid> last, CancellationToken cancellation)
    {
        var records = await db.Set<EntityRecord>().AsNoTracking().Where(r => r.EntityId == entityId && r.Id > after).OrderBy(r => r.Id).Take(Batch).ForUpdate().ToListAsync(cancellation);
        if (records.Count > 0)
        {
            await IndexAsync(db, secrets, records, now, cancellation);
            last(records[^1].Id);
        }

        return records.Count;
    }

    public Task<long> CountAsync(PlatformDb db, string entityId, CancellationToken cancellation) =>
        db.Set<EntityRecord>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).LongCountAsync(r => r.EntityId == entityId, cancellation);
}
