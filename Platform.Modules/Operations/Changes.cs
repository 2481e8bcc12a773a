using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Operations.Access;
using Platform.Operations.Roles;

namespace Platform.Operations;

/// <summary>Saves what an endpoint has changed: one transaction with its record for undo and its event.</summary>
internal sealed class Changes(PlatformDb db, Actions actions, ActingAccount acting, GrantPolicy policy)
{
    /// <param name="kind">Such as <c>operations.account</c>.</param>
    /// <param name="verb"><c>create</c>, <c>update</c>, <c>delete</c> or a more telling one.</param>
    /// <param name="happened"><c>created</c>, <c>updated</c> or <c>deleted</c>.</param>
    /// <param name="label">What people read in the audit log.</param>
    /// <param name="onDuplicate">What is said of a unique index that refuses.</param>
    public async Task<Problem?> SaveAsync(
        IDbContextTransaction transaction, string kind, Guid id, string verb, string happened, string label, Func<string, Problem?> onDuplicate, CancellationToken cancellation)
    {
        var account = acting.Account;
        if (await policy.RefuseAsync(await GrantsOfAsync(account, cancellation), cancellation) is { } beyond)
        {
            return beyond;
        }

        actions.Begin($"{kind}s.{verb}", label, kind, id);
        db.Raise($"{kind}.{happened}", account.TenantId, account.OrganizationId, new { id });
        try
        {
            await actions.SaveAsync(db, transaction, cancellation);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken
            && onDuplicate(taken.ConstraintName ?? "") is { } duplicate)
        {
            return duplicate;
        }

        return null;
    }

    /// <summary>What the account's role permits it to hand on, in its organization and below; and what it has been given on the business surface.</summary>
    private async Task<IReadOnlyList<Grants>> GrantsOfAsync(Account account, CancellationToken cancellation)
    {
        var features = account.Has(Account.ManageAccounts) ? await db.Set<CenterRole>().Where(r => r.Level == null).Select(r => r.Features).ToListAsync(cancellation) : [];
        return [await policy.HeldByAsync(account.Id, cancellation), new Grants(false, [.. features.SelectMany(f => f).Distinct()], [account.OrganizationId])];
    }
}
