using Microsoft.EntityFrameworkCore;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Security;

namespace Platform.Customers.Interactions;

/// <summary>Keeps on every customer's row what is planned next, in the transaction that changes the timeline.</summary>
/// <remarks>Whoever changes interactions holds the rows of their customers meanwhile, so that of two changes the second sees the first.</remarks>
internal sealed class NextInteractions(CustomFieldCatalog catalog, Secrets secrets)
{
    /// <summary>The customers of interactions about to be saved, before and after, whether deleted or not, held until the transaction ends.</summary>
    public static Task<List<Customer>> HoldAsync(PlatformDb db, CancellationToken cancellation)
    {
        var ids = Changed(db).SelectMany(e => new[] { e.Entity.EntityId, e.Property(i => i.EntityId).OriginalValue }).Distinct().ToList();

        // In the order in which everybody takes several.
        return db.Set<Customer>().AsNoTracking().IgnoreQueryFilters([PlatformDb.DeletedFilter, PlatformDb.OrganizationFilter])
            .Where(c => ids.Contains(c.Id)).OrderByDescending(c => c.Kind).ThenBy(c => c.Id).ForUpdate().ToListAsync(cancellation);
    }

    /// <summary>Writes what is next for the customers, with the interactions as they are about to be saved.</summary>
    public async Task FollowAsync(PlatformDb db, IReadOnlyList<Customer> held, CancellationToken cancellation)
    {
        var changed = Changed(db).Where(e => e.State != EntityState.Deleted).Select(e => e.Entity).ToList();
        var others = await OthersAsync(db, [.. held.Select(c => c.Id)], [.. Changed(db).Select(e => e.Entity.Id)], cancellation);
        var vault = await secrets.OfTenantAsync(db, cancellation);
        foreach (var customer in held)
        {
            var next = NextInteraction.Of(NextInteraction.Earliest(others.Concat(changed).Where(i => i.EntityId == customer.Id)), Open);
            if (!NextInteraction.Says(customer, next, Open))
            {
                await WriteAsync(db, customer, next, vault, cancellation);
                db.Raise(CustomerEvents.NextInteractionUpdated, customer.TenantId, customer.OrganizationId, new { id = customer.Id, entityId = customer.Id, interactionId = next?.Id });
            }
        }

        string Open(string text) => FieldCipher.Open(vault, text);
    }

    private static List<Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry<Interaction>> Changed(PlatformDb db) =>
        [.. db.ChangeTracker.Entries<Interaction>().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)];

    /// <summary>The first of each customer's, without those that are changing.</summary>
    private static Task<List<Interaction>> OthersAsync(PlatformDb db, List<Guid> customers, List<Guid> without, CancellationToken cancellation)
    {
        var interactions = db.Set<Interaction>();
        return db.Set<Customer>().AsNoTracking().IgnoreQueryFilters([PlatformDb.DeletedFilter, PlatformDb.OrganizationFilter]).Where(c => customers.Contains(c.Id))
            .SelectMany(c => interactions
                .Where(i => i.EntityId == c.Id && i.DeletedAt == null && i.Status == Interaction.Planned && i.ScheduledAt != null && !without.Contains(i.Id))
                .OrderBy(i => i.ScheduledAt).ThenByDescending(i => i.Priority ?? -1).ThenBy(i => i.CreatedAt).ThenBy(i => i.Id).Take(1))
            .ToListAsync(cancellation);
    }

    /// <summary>Not by a tracked row: an undo works what is next out anew and must not put an older state back.</summary>
    private async Task WriteAsync(PlatformDb db, Customer customer, NextInteraction? next, TenantSecrets vault, CancellationToken cancellation)
    {
        var map = await catalog.EncryptedAsync(db, $"customers:{customer.Kind}", customer.OrganizationId, cancellation);
        var (at, name, id) = (next?.At, next?.Name, next?.Id.ToString());
        name = name is not null && NextInteraction.NameOfName.Any(map.Contains) ? FieldCipher.Seal(vault, name) : name;
        await db.Set<Customer>().IgnoreQueryFilters([PlatformDb.DeletedFilter, PlatformDb.OrganizationFilter]).Where(c => c.Id == customer.Id).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.NextInteractionAt, at).SetProperty(c => c.NextInteractionName, name).SetProperty(c => c.NextInteractionRefId, id)
                .SetProperty(c => c.NextInteractionIcon, next == null ? null : next.Icon).SetProperty(c => c.NextInteractionColor, next == null ? null : next.Color),
            cancellation);
    }
}
