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
        string id, PlatformDb db, ActingAccount acting, HierarchyChanges changes, AccountRules rules, UserTexts texts, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.Now();
        await using var change = await changes.BeginAsync($"{AccountReads.Kind}s.delete", cancellation);
        if (await changes.RefuseAsync(change, cancellation) is { } late)
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
        var deleted = new Deleted(user.Id, (await texts.OpenAsync(user, cancellation)).Name ?? user.Username, now);
        return await change.Requires(RequiredPermission.Prefix + Account.ManageAccounts).Describe("Delete account", AccountReads.Kind, user.Id).Raise($"{AccountReads.Kind}.deleted", new { id = user.Id }, account.OrganizationId)
            .CommitAsync(deleted, cancellation);
    }
}
