using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>Names what a request does, so that its save is recorded as one action that can be undone, and the index follows it.</summary>
internal sealed class Actions : ISaveStep
{
    private readonly Actor actor;
    private readonly Caller caller;
    private readonly Secrets secrets;
    private readonly TimeProvider clock;
    private readonly IHttpContextAccessor http;
    private readonly IEnumerable<IActionListener> listeners;
    private readonly RowIndexer indexer;
    private readonly List<RecordedAction> recorded = [];
    private PendingAction? pending;
    private SavingAction? saving;

    public Actions(
        Actor actor, Caller caller, Secrets secrets, RowIndexer indexer, TimeProvider clock, IHttpContextAccessor http, IEnumerable<IActionListener> listeners)
    {
        (this.actor, this.caller, this.secrets, this.indexer, this.clock, this.http, this.listeners) = (actor, caller, secrets, indexer, clock, http, listeners);
        actor.SaveStep = this;
    }

    /// <summary>The next save of the request is this action: whatever tracked rows it changes are recorded and undone together.</summary>
    /// <param name="command">What is done, such as <c>auth.users.create</c>.</param>
    /// <param name="label">The same for people, such as <c>Create user</c>.</param>
    /// <param name="resourceKind">What it is done to, such as <c>auth.user</c>.</param>
    public void Begin(string command, string label, string resourceKind, Guid resourceId) =>
        Begin(new PendingAction(command, label, resourceKind, resourceId.ToString()));

    /// <summary>The same with all that an action can say of itself.</summary>
    public void Begin(PendingAction action) => pending = action;

    /// <summary>Saves, commits, and tells the caches: the end of a request that has a transaction of its own.</summary>
    public async Task SaveAsync(PlatformDb db, IDbContextTransaction transaction, CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        await CommittedAsync(cancellation);
    }

    /// <summary>Tells the listeners of actions that were saved within a transaction which is committed now.</summary>
    public async Task CommittedAsync(CancellationToken cancellation)
    {
        var told = recorded.ToArray();
        recorded.Clear();
        foreach (var action in told)
        {
            foreach (var listener in listeners)
            {
                await listener.OnActionAsync(action, cancellation);
            }
        }
    }

    bool ISaveStep.IsPending => pending is not null;

    async Task ISaveStep.BeforeAsync(PlatformDb db, CancellationToken cancellation)
    {
        var action = pending!;
        pending = null;
        var changes = RowChanges.Of(db);
        if (changes.Count == 0)
        {
            return;
        }

        var log = Record(action, changes, await secrets.OfTenantAsync(db, cancellation));
        db.Add(log);
        saving = new SavingAction(
            log, new RecordedAction(action.ResourceKind, action.ResourceId, log.TenantId, changes.Select(c => c.Entry.Metadata.ClrType).ToHashSet()),
            RowIndexer.Changed(changes.Select(c => c.Entry)));
    }

    async Task ISaveStep.AfterAsync(PlatformDb db, CancellationToken cancellation)
    {
        if (saving is not { } saved)
        {
            return;
        }

        saving = null;
        await indexer.FollowAsync(db, saved.Rows, cancellation);
        recorded.Add(saved.Action);
        if (saved.Log.UndoToken is { } token && http.HttpContext is { } context)
        {
            context.Response.Headers["x-om-operation"] = OperationHeader.Of(saved.Log, token);
        }
    }

    private ActionLog Record(PendingAction action, IReadOnlyList<(EntityEntry Entry, RowChange Change)> changes, TenantSecrets vault)
    {
        // A resource may be several rows with one id, such as a user and what a module keeps of him.
        var main = changes.Where(c => (c.Change.After ?? c.Change.Before)!["Id"]?.ToString() == action.ResourceId).ToList();
        var row = main.Count > 0 ? main[0].Change : changes[0].Change;
        var before = Shown(main, c => c.Before, vault);
        var after = Shown(main, c => c.After, vault);
        var differences = Differences(before, after);
        var deleted = main.Any(c => c.Change.After is null || (c.Change.Before is not null && c.Change.Before["DeletedAt"] is null && c.Change.After["DeletedAt"] is not null));
        var payload = new ActionPayload([.. changes.Select(c => c.Change)], before, after, row.Before is null || row.After is null ? null : differences);
        var (id, now) = (RowId.New(), clock.Now());
        return new ActionLog
        {
            Id = id, TenantId = actor.Scope.TenantId, OrganizationId = action.OrganizationId ?? (row.After ?? row.Before)!["OrganizationId"]?.GetValue<Guid?>() ?? caller.OrganizationId,
            ActorUserId = caller.UserId, ApiKeyId = caller.ApiKeyId, Command = action.Command, Label = action.Label,
            ActionType = main.Count == 0 ? "assign" : main.TrueForAll(c => c.Change.Before is null) ? "create" : deleted ? "delete" : "edit",
            State = action.History == "undo" ? ActionLog.Undone : ActionLog.Done,
            ResourceKind = action.ResourceKind, ResourceId = action.ResourceId, ParentResourceKind = action.ParentKind, ParentResourceId = action.ParentId,
            UndoToken = action.Undoable ? new Guid(RandomNumberGenerator.GetBytes(16)) : null,
            ChangedFields = [.. differences.Select(d => d.Key)], History = action.History, CreatedAt = now, UpdatedAt = now,
            Sealed = vault.Seal(JsonSerializer.Serialize(payload, RowChanges.Values), ActionReader.Context(id)),
        };
    }

    private static JsonObject? Shown(IReadOnlyList<(EntityEntry Entry, RowChange Change)> rows, Func<RowChange, JsonObject?> side, TenantSecrets vault)
    {
        JsonObject? all = null;
        foreach (var (entry, change) in rows)
        {
            foreach (var (name, value) in RowChanges.Shown(entry.Metadata, side(change), vault) ?? [])
            {
                (all ??= []).TryAdd(name, value?.DeepClone());
            }
        }

        return all;
    }

    private static JsonObject Differences(JsonObject? before, JsonObject? after)
    {
        var differences = new JsonObject();
        foreach (var (field, _) in after ?? before ?? [])
        {
            if (field is "updatedAt" || JsonNode.DeepEquals(before?[field], after?[field]))
            {
                continue;
            }

            differences[field] = new JsonObject { ["from"] = before?[field]?.DeepClone(), ["to"] = after?[field]?.DeepClone() };
        }

        return differences;
    }
}

/// <param name="History"><c>undo</c> or <c>redo</c> for the trace of one.</param>
/// <param name="OrganizationId">Where it happens; null for the organization of its row, or else the caller's.</param>
internal sealed record PendingAction(
    string Command, string Label, string ResourceKind, string ResourceId,
    string? ParentKind = null, string? ParentId = null, bool Undoable = true, string? History = null, Guid? OrganizationId = null);

/// <summary>An action between the statements of its save and the commit.</summary>
internal sealed record SavingAction(ActionLog Log, RecordedAction Action, IReadOnlyList<ChangedRow> Rows);
