using Microsoft.EntityFrameworkCore;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Kernel.Crud;

/// <summary>Encrypted columns, and the index by which they are searched.</summary>
internal abstract partial class Resource<T>
{
    private const int IndexBatch = 500;

    public bool IsIndexed => typeof(T).IsAssignableTo(typeof(ITenantOwned)) && Fields.All.Any(f => f.IsSearched);

    /// <summary>The fields that the tenant wants encrypted.</summary>
    private async Task<IReadOnlyList<Field<T>>> SealedFieldsAsync(CrudContext context, CancellationToken cancellation)
    {
        var encryptable = Fields.All.Where(f => f.IsEncryptable).ToList();
        if (encryptable.Count == 0)
        {
            return [];
        }

        var map = await context.Catalog.EncryptedAsync(context.Db, EntityId, context.Caller.OrganizationId, cancellation);
        return encryptable.FindAll(f => map.Contains(f.Name) || map.Contains(f.Property) || map.Contains(f.ShownName) || f.AlsoShownAs.Any(map.Contains));
    }

    /// <summary>Makes a row that was read from the table readable.</summary>
    private async Task OpenAsync(CrudContext context, T row, CancellationToken cancellation)
    {
        foreach (var field in Fields.All.Where(f => f.IsEncryptable && FieldCipher.IsSealed(f.Get(row) as string)))
        {
            field.Set!(row, FieldCipher.Open(await context.Secrets.OfTenantAsync(context.Db, cancellation), (string)field.Get(row)!));
        }
    }

    /// <summary>Makes a row fit for the table; what has not changed keeps the ciphertext that it had.</summary>
    private async Task SealAsync(CrudContext context, T row, CancellationToken cancellation)
    {
        var entry = context.Db.Entry(row);
        foreach (var field in await SealedFieldsAsync(context, cancellation))
        {
            if (field.Get(row) is not string { Length: > 0 } plain)
            {
                continue;
            }

            var secrets = await context.Secrets.OfTenantAsync(context.Db, cancellation);
            var stored = entry.State == EntityState.Added ? null : entry.Property(field.Property).OriginalValue as string;
            field.Set!(row, FieldCipher.IsSealed(stored) && FieldCipher.Open(secrets, stored!) == plain ? stored : FieldCipher.Seal(secrets, plain));
        }
    }

    private async Task KeepIndexedAsync(CrudContext context, IReadOnlyList<T> rows, CancellationToken cancellation)
    {
        if (IsIndexed)
        {
            var secrets = await context.Secrets.OfTenantAsync(context.Db, cancellation);
            await Search.Index.KeepAsync(context.Db, EntityId, [.. rows.Select(r => Index(r, secrets))], context.Clock.Now(), cancellation);
        }
    }

    private Indexed Index(T row, TenantSecrets secrets)
    {
        var texts = Fields.All.Where(f => f.IsSearched).Select(f => f.Get(row) is string text ? FieldCipher.Open(secrets, text) : null);
        if (row is ICustomized customized)
        {
            texts = texts.Concat(CustomValues.Open(customized.Custom, secrets).Select(v => v.Value?.ToString()));
        }

        return new Indexed(row.Id, (row as IOrganizationOwned)?.OrganizationId, SearchWords.Index(secrets, texts));
    }

    /// <inheritdoc/>
    public async Task IndexAsync(PlatformDb db, Secrets secrets, IReadOnlyList<Guid> ids, DateTimeOffset now, CancellationToken cancellation)
    {
        var rows = await db.Set<T>().AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(cancellation);
        var vault = await secrets.OfTenantAsync(db, cancellation);
        await Search.Index.KeepAsync(db, EntityId, [.. rows.Select(r => Index(r, vault))], now, cancellation);
        await Search.Index.ForgetAsync(db, EntityId, [.. ids.Except(rows.Select(r => r.Id))], cancellation);
    }

    /// <inheritdoc/>
    public async Task<int> IndexNextAsync(PlatformDb db, Secrets secrets, Guid after, DateTimeOffset now, Action<Guid> last, CancellationToken cancellation)
    {
        var ids = await db.Set<T>().AsNoTracking().Where(r => r.Id > after).OrderBy(r => r.Id).Select(r => r.Id).Take(IndexBatch).ToListAsync(cancellation);
        if (ids.Count > 0)
        {
            await IndexAsync(db, secrets, ids, now, cancellation);
            last(ids[^1]);
        }

        return ids.Count;
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(PlatformDb db, CancellationToken cancellation) => db.Set<T>().LongCountAsync(cancellation);
}
