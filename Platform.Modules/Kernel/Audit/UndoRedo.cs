using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>Takes recorded changes back and does them again, each as a change of its own that refuses to overwrite anything newer.</summary>
/// <remarks>It takes the permissions that the change itself took, and keeps the rules of its rows.</remarks>
internal sealed class UndoRedo(PlatformDb db, Changes changes, Caller caller, Secrets secrets, TimeProvider clock, IEnumerable<EventType> events, IEnumerable<IResource> resources,
    IEnumerable<IUndoRule> rules, PermissionChecks permissions, CustomFieldCatalog catalog)
{
    private const string UndoOthers = "audit_logs.undo_tenant";
    private const string RedoOthers = "audit_logs.redo_tenant";

    private static readonly Problem UndoUnavailable = new(ProblemKind.Invalid, "Undo token not available");
    private static readonly Problem RedoUnavailable = new(ProblemKind.Invalid, "Redo target not available");

    public async Task<Outcome<ActionLog>> UndoAsync(Guid token, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("audit_logs.actions.undo", cancellation);
        var log = await db.Set<ActionLog>()
            .FromSql($"SELECT * FROM audit_logs.action_logs WHERE undo_token = {token} FOR UPDATE").SingleOrDefaultAsync(cancellation);
        if (log is not { State: ActionLog.Done } || !IsReachable(log, UndoOthers)
            || await db.Set<ActionLog>().AnyAsync(l => l.ResourceKind == log.ResourceKind && l.ResourceId == log.ResourceId
                && l.ActorUserId == log.ActorUserId && l.ApiKeyId == log.ApiKeyId && l.UndoToken != null && l.CreatedAt > log.CreatedAt, cancellation))
        {
            return UndoUnavailable;
        }

        if (await permissions.RefuseAsync(db, caller, log.Permissions, cancellation) is { } refused)
        {
            return refused;
        }

        var vault = await secrets.OfTenantAsync(db, cancellation);
        var rows = ActionReader.Open(log, vault).Rows;
        if (!await RestoreAsync(vault, [.. rows.Reverse().Select(r => new RowRestore(r.Type, r.After, r.Before))], cancellation))
        {
            return UndoUnavailable;
        }

        (log.State, log.UndoToken, log.UpdatedAt) = (ActionLog.Undone, null, clock.Now());
        return await SaveAsync(Retrace(log, change, "undo").NotUndoable(), log, isUndo: true, UndoUnavailable, "Undo failed", cancellation);
    }

    public async Task<Outcome<ActionLog>> RedoAsync(Guid logId, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("audit_logs.actions.redo", cancellation);
        var log = await db.Set<ActionLog>()
            .FromSql($"SELECT * FROM audit_logs.action_logs WHERE id = {logId} FOR UPDATE").SingleOrDefaultAsync(cancellation);
        if (log is not { State: ActionLog.Undone, History: not "undo" } || !IsReachable(log, RedoOthers)
            || await db.Set<ActionLog>().AnyAsync(l => l.State == ActionLog.Undone && l.History != "undo" && l.ActorUserId == log.ActorUserId
                && l.ApiKeyId == log.ApiKeyId && l.UpdatedAt > log.UpdatedAt, cancellation))
        {
            return RedoUnavailable;
        }

        if (await permissions.RefuseAsync(db, caller, log.Permissions, cancellation) is { } refused)
        {
            return refused;
        }

        var vault = await secrets.OfTenantAsync(db, cancellation);
        var rows = ActionReader.Open(log, vault).Rows;
        if (!await RestoreAsync(vault, [.. rows.Select(r => new RowRestore(r.Type, r.Before, r.After))], cancellation))
        {
            return RedoUnavailable;
        }

        (log.State, log.UpdatedAt) = (ActionLog.Redone, clock.Now());
        return await SaveAsync(Retrace(log, change, "redo"), log, isUndo: false, RedoUnavailable, "Redo failed", cancellation);
    }

    private async Task<bool> RestoreAsync(TenantSecrets vault, IReadOnlyList<RowRestore> restores, CancellationToken cancellation)
    {
        var concerned = rules.Where(rule => restores.Any(t => t.Type == rule.RowType.FullName)).ToList();
        foreach (var wanted in concerned.SelectMany(r => r.Locks(db.Scope)).OrderBy(l => l.Kind.Order))
        {
            await db.TakeAsync(wanted, cancellation);
        }

        if (!await new Undo(db, vault, clock).ApplyAsync(restores, cancellation))
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

    /// <summary>What was plain when the change was recorded may have to be ciphertext by now.</summary>
    private async Task SealAsync(CancellationToken cancellation)
    {
        foreach (var resource in resources.Where(r => r.EncryptableFields.Count > 0))
        {
            List<object> rows = [.. db.ChangeTracker.Entries().Where(e => e.Entity.GetType() == resource.RowType && e.State is EntityState.Added or EntityState.Modified).Select(e => e.Entity)];
            await resource.SealAsync(db, secrets, catalog, rows, caller.OrganizationId, cancellation);
        }
    }

    private async Task<Outcome<ActionLog>> SaveAsync(Change change, ActionLog log, bool isUndo, Problem unavailable, string failure, CancellationToken cancellation)
    {
        Announce(change, log, isUndo);
        try
        {
            if (await change.CommitAsync(cancellation) is { } refused)
            {
                return refused.Kind == ProblemKind.Forbidden ? refused : unavailable;
            }
        }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { IsTransient: false })
        {
            return new Problem(ProblemKind.Invalid, failure);
        }

        // An undo answers with the action, so that its id does it again; a redo with the new action, which can be undone.
        return isUndo ? log : db.ChangeTracker.Entries<ActionLog>().Select(e => e.Entity).Where(l => l.History == change.History).DefaultIfEmpty(log).First();
    }

    private bool IsReachable(ActionLog log, string toOthers) =>
        ((log.ActorUserId == caller.UserId && log.ApiKeyId == caller.ApiKeyId) || caller.Has(toOthers))
        && (log.OrganizationId is null || caller.Sees(log.OrganizationId));

    private static Change Retrace(ActionLog log, Change change, string history) => change.Retraces(history, log.Command, log.Permissions)
        .Describe(log.Label, log.ResourceKind, log.ResourceId).Under(log.ParentResourceKind, log.ParentResourceId).About(log.RelatedResourceKind, log.RelatedResourceId).In(log.OrganizationId);

    /// <summary>What others heard of the change, they hear of its opposite, too.</summary>
    private void Announce(Change change, ActionLog log, bool undone)
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
            change.Raise(type, new { id = log.ResourceId }, log.OrganizationId);
        }
    }
}
