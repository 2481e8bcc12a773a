using Microsoft.EntityFrameworkCore;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Kernel.Crud;

/// <summary>The documents by which rows are searched.</summary>
internal abstract partial class Resource<T>
{
    private const int IndexBatch = 500;

    private bool IsIndexed => typeof(T).IsAssignableTo(typeof(ITenantOwned)) && Fields.All.Any(f => f.IsSearched);

    private Indexed Index(T row, TenantSecrets secrets)
    {
        var texts = Fields.All.Where(f => f.IsSearched).Select(f => f.Get(row) is string text ? FieldCipher.Open(secrets, text) : null);
        if (row is ICustomized customized)
        {
            texts = texts.Concat(CustomValues.Open(customized.Custom, secrets).Select(v => v.Value?.ToString()));
        }

        return new Indexed(row.Id, (row as IOrganizationOwned)?.OrganizationId, SearchWords.Index(secrets, EntityId, texts));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<IndexedEntity>> EntitiesAsync(PlatformDb db, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<IndexedEntity>>(IsIndexed ? [new IndexedEntity(EntityId, label)] : []);

    /// <inheritdoc/>
    public async Task IndexAsync(PlatformDb db, Secrets secrets, IReadOnlyList<object> rows, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var ofTenant in rows.Cast<T>().Where(_ => IsIndexed).GroupBy(r => ((ITenantOwned)r).TenantId))
        {
            var vault = await secrets.OfAsync(ofTenant.Key, cancellation);
            await Search.Index.KeepAsync(db, ofTenant.Key, EntityId, [.. ofTenant.Select(r => Index(r, vault))], now, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task ForgetAsync(PlatformDb db, IReadOnlyList<object> rows, CancellationToken cancellation)
    {
        if (IsIndexed)
        {
            await Search.Index.ForgetAsync(db, EntityId, [.. rows.Cast<T>().Select(r => r.Id)], cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<int> IndexNextAsync(PlatformDb db, Secrets secrets, string entityId, Guid after, DateTimeOffset now, Action<Guid> last, CancellationToken cancellation)
    {
        // A writer that has a row waits until its document is written, and then writes a newer one.
        var rows = await db.Set<T>().AsNoTracking().Where(r => r.Id > after).OrderBy(r => r.Id).Take(IndexBatch).ForUpdate().ToListAsync(cancellation);
        if (rows.Count > 0)
        {
            await IndexAsync(db, secrets, rows, now, cancellation);
            last(rows[^1].Id);
        }

        return rows.Count;
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(PlatformDb db, string entityId, CancellationToken cancellation) =>
        db.Set<T>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).LongCountAsync(cancellation);
}
