using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Auth.Users;

/// <summary>An undo or redo changes nobody who may more than the caller, and takes no address that somebody else has by now.</summary>
internal sealed class UserRewind(UserRules rules) : IUndoRule
{
    public Type RowType => typeof(User);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        foreach (var user in db.ChangeTracker.Entries<User>().ToList())
        {
            if (await rules.RefuseStrongerAsync(user.Entity.Id, cancellation) is not null
                || (user.State != EntityState.Deleted && await EmailRule.RefuseAsync(db, user.Entity.Id, user.Entity.EmailHash, cancellation) is not null))
            {
                return false;
            }
        }

        return true;
    }
}
