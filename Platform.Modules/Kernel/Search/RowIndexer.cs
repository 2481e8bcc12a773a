using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Kernel.Search;

/// <summary>A row that a save has written.</summary>
/// <param name="IsGone">Deleted, or marked so.</param>
internal sealed record ChangedRow(object Row, bool IsGone);

/// <summary>Keeps the documents of rows in step with them, in the transaction that writes them.</summary>
internal sealed class RowIndexer(IEnumerable<IIndexedRows> indexed, Secrets secrets, TimeProvider clock)
{
    /// <summary>What a save is about to write, as it will be.</summary>
    public static IReadOnlyList<ChangedRow> Changed(IEnumerable<EntityEntry> entries) =>
        [.. entries.Select(e => new ChangedRow(e.Entity, e.State == EntityState.Deleted || e.Entity is ISoftDeleted { DeletedAt: not null }))];

    public async Task FollowAsync(PlatformDb db, IReadOnlyList<ChangedRow> rows, CancellationToken cancellation)
    {
        foreach (var own in indexed)
        {
            var changed = rows.Where(r => r.Row.GetType() == own.RowType).ToLookup(r => r.IsGone, r => r.Row);
            if (changed.Contains(false))
            {
                await own.IndexAsync(db, secrets, [.. changed[false]], clock.Now(), cancellation);
            }

            if (changed.Contains(true))
            {
                await own.ForgetAsync(db, [.. changed[true]], cancellation);
            }
        }
    }
}
