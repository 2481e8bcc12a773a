using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Operations.Access;

namespace Platform.Operations;

/// <summary>Saves what an endpoint has changed: one transaction with its record for undo and its event.</summary>
internal sealed class Changes(PlatformDb db, Actions actions, ActingAccount acting)
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
}
