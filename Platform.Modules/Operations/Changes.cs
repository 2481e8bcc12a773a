using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Security;
using Platform.Operations.Access;

namespace Platform.Operations;

/// <summary>Saves what an endpoint has changed: one transaction with its record for undo, its event, and the search index.</summary>
internal sealed class Changes(PlatformDb db, Actions actions, ActingAccount acting, Secrets secrets, IEnumerable<IResource> resources, TimeProvider clock)
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
        var indexed = resources.Where(r => r.IsIndexed)
            .Select(r => (Resource: r, Ids: db.ChangeTracker.Entries().Where(e => e.Metadata.ClrType == r.RowType && e.State != EntityState.Unchanged).Select(e => ((IRow)e.Entity).Id).ToList()))
            .Where(r => r.Ids.Count > 0).ToList();
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken
            && onDuplicate(taken.ConstraintName ?? "") is { } duplicate)
        {
            return duplicate;
        }

        foreach (var (resource, ids) in indexed)
        {
            await resource.IndexAsync(db, secrets, ids, clock.Now(), cancellation);
        }

        await transaction.CommitAsync(cancellation);
        await actions.CommittedAsync(cancellation);
        return null;
    }
}
