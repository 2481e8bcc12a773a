using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Kernel.CustomFields;

/// <summary>Which fields of an entity a tenant wants encrypted: what is written from then on is ciphertext in the table, and a job seals what stands there.</summary>
public sealed class EncryptionMap : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string EntityId { get; init; }
    public List<string> Fields { get; set; } = [];

    /// <summary>Names of hash fields by field, as the client gave them: <c>field=hashField</c>.</summary>
    public List<string> HashFields { get; set; } = [];
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The fields in force for an organization, by entity: its own map, or else the tenant's.</summary>
    internal static async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> OfAsync(
        PlatformDb db, IReadOnlyList<string> entityIds, Guid? organizationId, CancellationToken cancellation)
    {
        var maps = (await db.Set<EncryptionMap>().AsNoTracking()
            .Where(m => entityIds.Contains(m.EntityId) && (m.OrganizationId == null || m.OrganizationId == organizationId)).ToListAsync(cancellation)).ToLookup(m => m.EntityId);
        return entityIds.ToDictionary(id => id, IReadOnlySet<string> (id) => (maps[id].MaxBy(m => m.OrganizationId is not null)?.Fields ?? []).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The fields that are, or may still be, ciphertext in some row: those of every map of the tenant, and those that are being opened.</summary>
    internal static async Task<IReadOnlySet<string>> HiddenAsync(PlatformDb db, string entityId, CancellationToken cancellation)
    {
        var maps = await db.Set<EncryptionMap>().AsNoTracking().Where(m => m.EntityId == entityId).Select(m => m.Fields).ToListAsync(cancellation);
        var opening = await db.Set<OpeningField>().AsNoTracking().Where(o => o.EntityId == entityId).Select(o => o.Field).ToListAsync(cancellation);
        return maps.SelectMany(m => m).Concat(opening).ToHashSet(StringComparer.Ordinal);
    }
}

internal sealed class EncryptionMapTable : IEntityTypeConfiguration<EncryptionMap>
{
    public void Configure(EntityTypeBuilder<EncryptionMap> builder)
    {
        builder.ToTable("encryption_maps", "entities");
        builder.Property(m => m.EntityId).HasMaxLength(100);
        builder.HasIndex(m => new { m.TenantId, m.EntityId, m.OrganizationId }).IsUnique().AreNullsDistinct(false);
    }
}
