using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Kernel.CustomFields;

/// <summary>Fields that the maps of a new tenant name, of an entity that is no resource of the kit.</summary>
internal sealed record EncryptedByDefault(string EntityId, params string[] Fields);

/// <summary>Has a new tenant encrypt whatever can be encrypted of people and of what they write.</summary>
internal sealed class DefaultMaps(IEnumerable<IResource> resources, IEnumerable<EncryptedByDefault> others, TimeProvider clock) : ITenantStart
{
    public Task BeginAsync(PlatformDb db, Guid tenantId, CancellationToken cancellation)
    {
        db.AddRange(resources.Select(r => new EncryptedByDefault(r.EntityId, [.. r.EncryptableFields])).Concat(others).Where(e => e.Fields.Length > 0)
            .Select(e => new EncryptionMap
            {
                TenantId = tenantId, EntityId = e.EntityId, Fields = [.. e.Fields], UpdatedAt = clock.Now(),
                HashFields = e.EntityId == UserTexts.EntityId ? [$"{UserTexts.EmailField}=emailHash"] : [],
            }));
        return Task.CompletedTask;
    }
}
