using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Kernel.Crud;

/// <summary>Columns that are ciphertext where the tenant wants it.</summary>
internal abstract partial class Resource<T>
{
    private const int SealBatch = 500;

    public IReadOnlyList<string> EncryptableFields => [.. Fields.All.Where(f => f.IsEncryptable).Select(f => f.Name)];

    /// <summary>The custom fields, and the fields that may be ciphertext in some row.</summary>
    internal async Task<(IReadOnlyList<CustomField> Custom, IReadOnlyList<Field<T>> Hidden)> ShapeAsync(CrudContext context, CancellationToken cancellation)
    {
        if (!IsCustomized && EncryptableFields.Count == 0)
        {
            return ([], []);
        }

        var shape = await context.Catalog.ShapeAsync(context.Db, EntityId, context.Caller.OrganizationId, cancellation);
        return (IsCustomized ? shape.Fields : [], Named(shape.Hidden));
    }

    private List<Field<T>> Named(IReadOnlySet<string> map) =>
        [.. Fields.All.Where(f => f.IsEncryptable && (map.Contains(f.Name) || map.Contains(f.Property) || map.Contains(JsonNamingPolicy.CamelCase.ConvertName(f.Property)) || map.Contains(f.ShownName) || f.AlsoShownAs.Any(map.Contains)))];

    /// <summary>Makes a row that was read from the table readable, as if it had been so: only what a write changes is a change.</summary>
    /// <returns>The ciphertexts by property.</returns>
    private async Task<IReadOnlyDictionary<string, string>> OpenAsync(CrudContext context, T row, CancellationToken cancellation)
    {
        var stored = new Dictionary<string, string>();
        foreach (var field in Fields.All.Where(f => f.IsEncryptable && FieldCipher.IsSealed(f.Get(row) as string)))
        {
            stored[field.Property] = (string)field.Get(row)!;
            Put(context.Db.Entry(row), field, FieldCipher.Open(await context.Secrets.OfTenantAsync(context.Db, cancellation), stored[field.Property]));
        }

        return stored;
    }

    /// <summary>Makes a row fit for the table; what has not changed keeps the ciphertext that it had.</summary>
    private async Task SealAsync(CrudContext context, T row, IReadOnlyDictionary<string, string> stored, CancellationToken cancellation)
    {
        var entry = context.Db.Entry(row);
        foreach (var (property, text) in stored)
        {
            var field = Fields.All.First(f => f.IsEncryptable && f.Property == property);
            if (Equals(entry.Property(property).OriginalValue, field.Get(row)))
            {
                Put(entry, field, text);
            }
            else
            {
                entry.Property(property).OriginalValue = text;
            }
        }

        await ConformAsync(context.Db, context.Secrets, context.Catalog, entry, context.Caller.OrganizationId, opens: false, cancellation);
    }

    private static void Put(EntityEntry entry, Field<T> field, string text)
    {
        field.Set!((T)entry.Entity, text);
        entry.Property(field.Property).OriginalValue = text;
    }

    /// <inheritdoc/>
    public async Task SealAsync(PlatformDb db, Secrets secrets, CustomFieldCatalog catalog, object row, Guid? organizationId, CancellationToken cancellation) =>
        await ConformAsync(db, secrets, catalog, db.Entry(row), organizationId, opens: false, cancellation);

    /// <inheritdoc/>
    public async Task<int> SealNextAsync(
        PlatformDb db, Secrets secrets, CustomFieldCatalog catalog, Guid? organizationId, Guid after, Action<Guid> last, CancellationToken cancellation)
    {
        db.ChangeTracker.Clear();
        var rows = await db.Set<T>().IgnoreQueryFilters([PlatformDb.DeletedFilter]).Where(r => r.Id > after).OrderBy(r => r.Id).Take(SealBatch).ForUpdate().ToListAsync(cancellation);
        foreach (var row in rows)
        {
            await ConformAsync(db, secrets, catalog, db.Entry(row), organizationId, opens: true, cancellation);
            last(row.Id);
        }

        await db.SaveChangesAsync(cancellation);
        return rows.Count;
    }

    /// <summary>Seals what the map of the row's organization names; opens what it does not.</summary>
    private async Task ConformAsync(
        PlatformDb db, Secrets secrets, CustomFieldCatalog catalog, EntityEntry entry, Guid? organizationId, bool opens, CancellationToken cancellation)
    {
        var row = (T)entry.Entity;
        var place = entry.Metadata.FindProperty(nameof(IOrganizationOwned.OrganizationId)) is { } own ? (Guid?)entry.Property(own).CurrentValue ?? organizationId : organizationId;
        var encryptable = Fields.All.Where(f => f.IsEncryptable).ToList();
        if (encryptable.Count > 0)
        {
            var (mapped, vault) = (Named(await catalog.EncryptedAsync(db, EntityId, place, cancellation)), await secrets.OfTenantAsync(db, cancellation));
            foreach (var field in encryptable.Where(f => f.Get(row) is string { Length: > 0 }))
            {
                var text = (string)field.Get(row)!;
                if (mapped.Contains(field) != FieldCipher.IsSealed(text) && (opens || mapped.Contains(field)))
                {
                    field.Set!(row, mapped.Contains(field) ? FieldCipher.Seal(vault, text) : FieldCipher.Open(vault, text));
                }
            }
        }

        if (opens && row is ICustomized customized)
        {
            customized.Custom = CustomValues.Conform(
                customized.Custom, await catalog.OfAsync(db, EntityId, place, cancellation), await secrets.OfTenantAsync(db, cancellation));
        }
    }
}
