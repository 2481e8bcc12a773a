using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;

namespace Platform.Entities.Encryption;

/// <summary>Has the rows follow a map that is put back.</summary>
internal sealed class MapRewind(Caller caller, TimeProvider clock) : IUndoRule
{
    public Type RowType => typeof(EncryptionMap);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        foreach (var map in db.ChangeTracker.Entries<EncryptionMap>().Where(m => m.State != EntityState.Unchanged).ToList())
        {
            var before = map.State == EntityState.Added ? [] : map.OriginalValues.GetValue<List<string>>(nameof(EncryptionMap.Fields));
            await MapChange.FollowAsync(db, map.Entity, before, caller, clock.Now(), cancellation);
        }

        return true;
    }
}
