using Microsoft.EntityFrameworkCore;
using Platform.Directory.Contracts;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Customers.Dictionaries;

/// <summary>Undo and redo, too, leave role types alone that somebody has.</summary>
internal sealed class RoleTypesHold : IUndoRule
{
    public Type RowType => typeof(Choice);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var lines = new OrganizationLines(db);
        foreach (var entry in db.ChangeTracker.Entries<Choice>().Where(e =>
            e.State == EntityState.Deleted || (e.State == EntityState.Modified && NormalizedKey.Of(e.Property(c => c.Value).OriginalValue) != NormalizedKey.Of(e.Entity.Value))).ToList())
        {
            // An action changes one choice.
            var value = entry.Property(c => c.Value).OriginalValue;
            await RoleTypes.HoldAsync(db, value, cancellation);
            if (await RoleTypes.RefuseUsedAsync(db, lines, entry.Entity, value, cancellation) is not null)
            {
                return false;
            }
        }

        return true;
    }
}
