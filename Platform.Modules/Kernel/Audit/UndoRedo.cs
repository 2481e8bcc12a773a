using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>Takes recorded actions back and does them again, each as one transaction that refuses to overwrite anything newer.</summary>
internal sealed class UndoRedo(PlatformDb db, Actions actions, Caller caller, Secrets secrets, TimeProvider clock, IEnumerable<EventType> events, IEnumerable<IResource> resources,
    IEnumerable<IRewindRule> rules, CustomFieldCatalog catalog)
{
    private const string UndoOthers = "audit_logs.undo_tenant";
    private const string RedoOthers = "audit_logs.redo_tenant";

    private static readonly Problem UndoUnavailable = new(ProblemKind.Invalid, "Undo token not available");
    private static readonly Problem RedoUnavailable = new(ProblemKind.Invalid, "Redo target not available");

    public async Task<Outcome<ActionLog>> UndoAsync(Guid token, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var log = await db.Set<ActionLog>()
            .FromSql($"SELECT * FROM audit_logs.action_logs WHERE undo_token = {token} FOR UPDATE").SingleOrDefaultAsync(cancellation);
        if (log is not { State: ActionLog.Done } || !IsReachable(log, UndoOthers)
            || await db.Set<ActionLog>().AnyAsync(l => l.ResourceKind == log.ResourceKind && l.ResourceId == log.ResourceId
                && l.ActorUserId == log.ActorUserId && l.ApiKeyId == log.ApiKeyId && l.UndoToken != null && l.CreatedAt > log.CreatedAt, cancellation))
        {
            return UndoUnavailable;
        }

        var vault = await secrets.OfTenantAsync(db, cancellation);
        var rows = ActionReader.Open(log, vault).Rows;
        if (!await RewindAsync(vault, [.. rows.Reverse().Select(r => new Turn(r.Type, r.After, r.Before))], cancellation))
        {
            return UndoUnavailable;
        }

        (log.State, log.UndoToken, log.UpdatedAt) = (ActionLog.Undone, null, clock.Now());
        Announce(log, undone: true);
        return await SaveAsync(log, transaction, History(log, "undo"), "Undo failed", cancellation);
    }

    public async Task<Outcome<ActionLog>> RedoAsync(Guid logId, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var log = await db.Set<ActionLog>()
            .FromSql($"SELECT * FROM audit_logs.action_logs WHERE id = {logId} FOR UPDATE").SingleOrDefaultAsync(cancellation);
        if (log is not { State: ActionLog.Undone, History: not "undo" } || !IsReachable(log, RedoOthers)
            || await db.Set<ActionLog>().AnyAsync(l => l.State == ActionLog.Undone && l.History != "undo" && l.ActorUserId == log.ActorUserId
                && l.ApiKeyId == log.ApiKeyId && l.UpdatedAt > log.UpdatedAt, cancellation))
        {
            return RedoUnavailable;
        }

        var vault = await secrets.OfTenantAsync(db, cancellation);
        var rows = ActionReader.Open(log, vault).Rows;
        if (!await RewindAsync(vault, [.. rows.Select(r => new Turn(r.Type, r.Before, r.After))], cancellation))
        {
            return RedoUnavailable;
        }

        (log.State, log.UpdatedAt) = (ActionLog.Redone, clock.Now());
        Announce(log, undone: false);
        return await SaveAsync(log, transaction, History(log, "redo") with { Undoable = true }, "Redo failed", cancellation);
    }

    private async Task<bool> RewindAsync(TenantSecrets vault, IReadOnlyList<Turn> turns, CancellationToken cancellation)
    {
        var concerned = rules.Where(rule => turns.Any(t => t.Type == rule.RowType.FullName)).ToList();
        foreach (var rule in concerned)
        {
            await rule.LockAsync(db, cancellation);
        }

        if (!await new Rewind(db, vault, clock).ApplyAsync(turns, cancellation))
        {
            return false;
        }

        foreach (var rule in concerned)
        {
            if (!await rule.HoldsAsync(db, cancellation))
            {
                return false;
            }
        }

        await SealAsync(cancellation);
        return true;
    }

    /// <summary>What was plain when the action was recorded may have to be ciphertext by now.</summary>
    private async Task SealAsync(CancellationToken cancellation)
    {
        foreach (var resource in resources.Where(r => r.EncryptableFields.Count > 0))
        {
            List<object> rows = [.. db.ChangeTracker.Entries().Where(e => e.Entity.GetType() == resource.RowType && e.State is EntityState.Added or EntityState.Modified).Select(e => e.Entity)];
            await resource.SealAsync(db, secrets, catalog, rows, caller.OrganizationId, cancellation);
        }
    }

    private async Task<Outcome<ActionLog>> SaveAsync(
        ActionLog log, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, PendingAction trace, string failure, CancellationToken cancellation)
    {
        actions.Begin(trace);
        try
        {
            await actions.SaveAsync(db, transaction, cancellation);
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { IsTransient: false })
        {
            return new Problem(ProblemKind.Invalid, failure);
        }

        // An undo answers with the action, so that its id does it again; a redo with the new action, which can be undone.
        return trace.Undoable
            ? db.ChangeTracker.Entries<ActionLog>().Select(e => e.Entity).Where(l => l.History == trace.History).DefaultIfEmpty(log).First()
            : log;
    }

    private bool IsReachable(ActionLog log, string toOthers) =>
        ((log.ActorUserId == caller.UserId && log.ApiKeyId == caller.ApiKeyId) || caller.Has(toOthers))
        && (log.OrganizationId is null || caller.Sees(log.OrganizationId));

    private static PendingAction History(ActionLog log, string history) =>
        new(log.Command, log.Label, log.ResourceKind, log.ResourceId, log.ParentResourceKind, log.ParentResourceId, Undoable: false, history, log.OrganizationId);

    /// <summary>What others heard of the action, they hear of its opposite, too.</summary>
    private void Announce(ActionLog log, bool undone)
    {
        var happened = (log.ActionType, undone) switch
        {
            ("create", false) or ("delete", true) => "created",
            ("create", true) or ("delete", false) => "deleted",
            _ => "updated",
        };
        var type = $"{log.ResourceKind}.{happened}";
        if (events.Any(e => e.Id == type))
        {
            db.Raise(type, log.TenantId, log.OrganizationId, new { id = log.ResourceId });
        }
    }
}
