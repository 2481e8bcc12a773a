using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Kernel.CustomFields;

/// <summary>Which fields of an entity a tenant wants encrypted: values written from then on are ciphertext in the table.</summary>
public sealed class EncryptionMap : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string EntityId { get; init; }
    public List<string> Fields { get; set; } = [];

    /// <summary>Names of hash fields by field, as the client gave them: <c>field=hashField</c>.</summary>
    public List<string> HashFields { get; set; } = [];
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The fields in force for an organization: its own map, or else the tenant's.</summary>
    internal static async Task<IReadOnlySet<string>> OfAsync(PlatformDb db, string entityId, Guid? organizationId, CancellationToken cancellation)
    {
        var map = await db.Set<EncryptionMap>().AsNoTracking()
            .Where(m => m.EntityId == entityId && (m.OrganizationId == null || m.OrganizationId == organizationId))
            .OrderBy(m => m.OrganizationId == null).FirstOrDefaultAsync(cancellation);
        return map is null ? new HashSet<string>() : map.Fields.ToHashSet(StringComparer.Ordinal);
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
