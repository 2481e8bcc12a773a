using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Operations.Access;
using Platform.Operations.Organizations;

namespace Platform.Operations.Accounts;

/// <summary>Deletes another one's account, with everything by which he could come back.</summary>
internal static class DeleteAccount
{
    public static async Task<Outcome<Deleted>> HandleAsync(
        string id, PlatformDb db, ActingAccount acting, WriteTurn turn, Changes changes, AccountRules rules, UserTexts texts, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.Now();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await turn.TakeAsync(cancellation) is { } late)
        {
            return late;
        }

        var account = acting.Account;
        if (await AccountReads.HoldAsync(db, account, id, cancellation) is not { User: { } user, Profile: { } profile })
        {
            return AccountReads.NotFound;
        }

        if (user.Id == account.Id)
        {
            return AccountRules.SelfDeletion;
        }

        if (await rules.RefuseAsync(account, user.Id, "delete", cancellation) is { } refused)
        {
            return refused;
        }

        db.RemoveRange(user, profile);
        db.RemoveRange(await db.Set<AccessList>().Where(a => a.HolderId == user.Id).ToListAsync(cancellation));
        db.RemoveRange(await db.Set<UserRole>().Where(r => r.UserId == user.Id).ToListAsync(cancellation));
        db.RemoveRange(await db.Set<ExternalIdentity>().Where(e => e.UserId == user.Id).ToListAsync(cancellation));
        await AccountPlaces.EndSessionsAsync(db, user.Id, now, cancellation);
        return await changes.SaveAsync(transaction, AccountReads.Kind, user.Id, "delete", "deleted", "Delete account", _ => null, cancellation) is { } unsaved
            ? unsaved
            : new Deleted(user.Id, (await texts.OpenAsync(user, cancellation)).Name ?? user.Username, now);
    }
}
