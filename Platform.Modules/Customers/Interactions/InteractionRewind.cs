using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Customers.Interactions;

/// <summary>What is next for a customer, and who hears of it, follows an undo or redo of the timeline, too.</summary>
internal sealed class InteractionRewind(NextInteractions next) : IUndoRule
{
    public Type RowType => typeof(Interaction);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var entries = db.ChangeTracker.Entries<Interaction>().Where(e => e.State is EntityState.Added or EntityState.Modified).ToList();

        // The interaction is held first and its customers then, as in every other change.
        if (!await AreAsReadAsync(db, entries, cancellation))
        {
            return false;
        }

        var held = await NextInteractions.HoldAsync(db, cancellation);
        var deleted = held.Where(c => c.DeletedAt is not null).Select(c => c.Id).ToHashSet();
        if (entries.Exists(e => Returns(e) && deleted.Contains(e.Entity.EntityId)))
        {
            return false;
        }

        foreach (var entry in entries.Where(e => e.State == EntityState.Modified))
        {
            var row = entry.Entity;
            if (Lifecycle.EventOf(entry.Property(i => i.Status).OriginalValue, row.Status) is { } happened)
            {
                db.Raise(happened, row.TenantId, row.OrganizationId, new { id = row.Id, entityId = row.EntityId });
            }
        }

        await next.FollowAsync(db, held, cancellation);
        return true;
    }

    /// <summary>Nobody has changed the rows between the undo's reading them and its holding them.</summary>
    private static async Task<bool> AreAsReadAsync(PlatformDb db, List<EntityEntry<Interaction>> entries, CancellationToken cancellation)
    {
        var ids = entries.ConvertAll(e => e.Entity.Id);
        var now = await db.Set<Interaction>().AsNoTracking().IgnoreQueryFilters([PlatformDb.DeletedFilter, PlatformDb.OrganizationFilter])
            .Where(i => ids.Contains(i.Id)).OrderBy(i => i.Id).ForUpdate().ToDictionaryAsync(i => i.Id, cancellation);
        return entries.Where(e => e.State == EntityState.Modified).All(e => now.TryGetValue(e.Entity.Id, out var row)
            && row.UpdatedAt == e.Property(i => i.UpdatedAt).OriginalValue && row.DeletedAt == e.Property(i => i.DeletedAt).OriginalValue);
    }

    /// <summary>Whether an interaction comes back to a customer who had it no more.</summary>
    private static bool Returns(EntityEntry<Interaction> entry) => entry.Entity.DeletedAt is null
        && (entry.State == EntityState.Added || entry.Property(i => i.DeletedAt).OriginalValue is not null || entry.Property(i => i.EntityId).OriginalValue != entry.Entity.EntityId);
}
