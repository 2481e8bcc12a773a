using System.Reflection;
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

    /// <summary>Where a row says whose it is.</summary>
    private static readonly PropertyInfo? Organization = typeof(T).GetProperty(nameof(IOrganizationOwned.OrganizationId));

    public IReadOnlyList<string> EncryptableFields => [.. Fields.Encryptable.Select(f => f.Name)];

    /// <summary>The custom fields, and the fields that may be ciphertext in some row.</summary>
    internal async Task<(IReadOnlyList<CustomField> Custom, IReadOnlyList<Field<T>> Hidden)> ShapeAsync(CrudContext context, CancellationToken cancellation)
    {
        if (!IsCustomized && Fields.Encryptable.Length == 0)
        {
            return ([], []);
        }

        var shape = await context.Catalog.ShapeAsync(context.Db, EntityId, context.Caller.OrganizationId, cancellation);
        return (IsCustomized ? shape.Fields : [], Named(shape.Hidden));
    }

    private List<Field<T>> Named(IReadOnlySet<string> map) =>
        map.Count == 0 ? [] : [.. Fields.Encryptable.Where(f => map.Contains(f.Name) || map.Contains(f.Property) || map.Contains(JsonNamingPolicy.CamelCase.ConvertName(f.Property)) || map.Contains(f.ShownName) || f.AlsoShownAs.Any(map.Contains))];

    /// <summary>Makes a row that was read from the table readable, as if it had been so: only what a write changes is a change.</summary>
    /// <returns>The ciphertexts by property.</returns>
    private async Task<IReadOnlyDictionary<string, string>> OpenAsync(CrudContext context, T row, CancellationToken cancellation)
    {
        var stored = new Dictionary<string, string>();
        foreach (var field in Fields.Encryptable.Where(f => FieldCipher.IsSealed(f.Get(row) as string)))
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
            var field = Fields.Encryptable.First(f => f.Property == property);
            if (Equals(entry.Property(property).OriginalValue, field.Get(row)))
            {
                Put(entry, field, text);
            }
            else
            {
                entry.Property(property).OriginalValue = text;
            }
        }

        await SealAsync(context.Db, context.Secrets, context.Catalog, [row], context.Caller.OrganizationId, cancellation);
    }

    private static void Put(EntityEntry entry, Field<T> field, string text)
    {
        field.Set!((T)entry.Entity, text);
        entry.Property(field.Property).OriginalValue = text;
    }

    /// <inheritdoc/>
    public Task SealAsync(PlatformDb db, Secrets secrets, CustomFieldCatalog catalog, IReadOnlyList<object> rows, Guid? organizationId, CancellationToken cancellation) =>
        ConformAsync(db, secrets, catalog, [.. rows.Cast<T>()], organizationId, opens: false, cancellation);

    /// <inheritdoc/>
    public async Task<int> SealNextAsync(
        PlatformDb db, Secrets secrets, CustomFieldCatalog catalog, Guid? organizationId, Guid after, Action<Guid> last, CancellationToken cancellation)
    {
        db.ChangeTracker.Clear();
        var rows = await db.Set<T>().IgnoreQueryFilters([PlatformDb.DeletedFilter]).Where(r => r.Id > after).OrderBy(r => r.Id).Take(SealBatch).ForUpdate().ToListAsync(cancellation);
        await ConformAsync(db, secrets, catalog, rows, organizationId, opens: true, cancellation);
        await db.SaveChangesAsync(cancellation);
        if (rows.Count > 0)
        {
            last(rows[^1].Id);
        }

        return rows.Count;
    }

    /// <summary>Seals what the maps of the rows' organizations name; opens what they do not.</summary>
    private async Task ConformAsync(
        PlatformDb db, Secrets secrets, CustomFieldCatalog catalog, IReadOnlyList<T> rows, Guid? organizationId, bool opens, CancellationToken cancellation)
    {
        if (Fields.Encryptable.Length == 0 && !IsCustomized)
        {
            return;
        }

        var vault = await secrets.OfTenantAsync(db, cancellation);
        foreach (var place in rows.GroupBy(r => PlaceOf(r, organizationId)))
        {
            var mapped = Named(await catalog.EncryptedAsync(db, EntityId, place.Key, cancellation));
            var custom = IsCustomized ? await catalog.OfAsync(db, EntityId, place.Key, cancellation) : [];
            foreach (var row in place)
            {
                Conform(row, mapped, vault, opens);
                if (row is ICustomized customized && (opens || custom.Any(f => f.IsEncrypted)))
                {
                    customized.Custom = CustomValues.Conform(customized.Custom, custom, vault, opens);
                }
            }
        }
    }

    /// <summary>The organization whose definitions and maps a row goes by.</summary>
    private static Guid? PlaceOf(T row, Guid? otherwise) => (Guid?)Organization?.GetValue(row) ?? otherwise;

    private void Conform(T row, List<Field<T>> mapped, TenantSecrets vault, bool opens)
    {
        foreach (var field in Fields.Encryptable)
        {
            if (field.Get(row) is string { Length: > 0 } text && mapped.Contains(field) is var wanted && wanted != FieldCipher.IsSealed(text) && (opens || wanted))
            {
                field.Set!(row, wanted ? FieldCipher.Seal(vault, text) : FieldCipher.Open(vault, text));
            }
        }
    }
}
