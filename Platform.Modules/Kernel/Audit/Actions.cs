using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>Names what a request does, so that its save is recorded as one action that can be undone.</summary>
public sealed class Actions : ISaveStep
{
    private readonly Actor actor;
    private readonly Caller caller;
    private readonly Secrets secrets;
    private readonly TimeProvider clock;
    private readonly IHttpContextAccessor http;
    private readonly IEnumerable<IActionListener> listeners;
    private PendingAction? pending;
    private (ActionLog Log, RecordedAction Action)? saving;

    public Actions(Actor actor, Caller caller, Secrets secrets, TimeProvider clock, IHttpContextAccessor http, IEnumerable<IActionListener> listeners)
    {
        (this.actor, this.caller, this.secrets, this.clock, this.http, this.listeners) = (actor, caller, secrets, clock, http, listeners);
        actor.SaveStep = this;
    }

    /// <summary>The next save of the request is this action: whatever tracked rows it changes are recorded and undone together.</summary>
    /// <param name="command">What is done, such as <c>auth.users.create</c>.</param>
    /// <param name="label">The same for people, such as <c>Create user</c>.</param>
    /// <param name="resourceKind">What it is done to, such as <c>auth.user</c>.</param>
    public void Begin(string command, string label, string resourceKind, Guid resourceId) =>
        Begin(new PendingAction(command, label, resourceKind, resourceId.ToString()));

    /// <summary>The same with all that an action can say of itself.</summary>
    internal void Begin(PendingAction action) => pending = action;

    async Task ISaveStep.BeforeAsync(PlatformDb db, CancellationToken cancellation)
    {
        if (pending is not { } action)
        {
            return;
        }

        pending = null;
        var changes = RowChanges.Of(db);
        if (changes.Count == 0)
        {
            return;
        }

        var vault = await secrets.OfTenantAsync(db, cancellation);
        var (log, payload) = Describe(action, changes, vault);
        var sealedLog = new ActionLog
        {
            Id = log.Id, TenantId = log.TenantId, OrganizationId = log.OrganizationId, ActorUserId = caller.UserId, ApiKeyId = caller.ApiKeyId,
            Command = action.Command, Label = action.Label, ActionType = log.ActionType, State = action.History == "undo" ? ActionLog.Undone : ActionLog.Done,
            ResourceKind = action.ResourceKind, ResourceId = action.ResourceId,
            ParentResourceKind = action.ParentKind, ParentResourceId = action.ParentId,
            UndoToken = action.Undoable ? new Guid(RandomNumberGenerator.GetBytes(16)) : null,
            ChangedFields = log.ChangedFields, History = action.History, CreatedAt = clock.Now(), UpdatedAt = clock.Now(),
            Sealed = vault.Seal(JsonSerializer.Serialize(payload, RowChanges.Values), ActionReader.Context(log.Id)),
        };
        db.Add(sealedLog);
        saving = (sealedLog, new RecordedAction(action.ResourceKind, action.ResourceId, sealedLog.TenantId,
            changes.Select(c => c.Entry.Metadata.ClrType).ToHashSet()));
    }

    async Task ISaveStep.AfterAsync(PlatformDb db, CancellationToken cancellation)
    {
        if (saving is not var (log, action))
        {
            return;
        }

        saving = null;
        if (log.UndoToken is { } token && http.HttpContext is { } context)
        {
            context.Response.Headers["x-om-operation"] = OperationHeader.Of(log, token);
        }

        if (db.Database.CurrentTransaction is not null)
        {
            recorded.Add(action);
            return;
        }

        await TellAsync([action], cancellation);
    }

    private readonly List<RecordedAction> recorded = [];

    /// <summary>Tells the listeners of actions that were saved within a transaction which is committed now.</summary>
    public async Task CommittedAsync(CancellationToken cancellation)
    {
        await TellAsync([.. recorded], cancellation);
        recorded.Clear();
    }

    private async Task TellAsync(IReadOnlyList<RecordedAction> actions, CancellationToken cancellation)
    {
        foreach (var action in actions)
        {
            foreach (var listener in listeners)
            {
                await listener.OnActionAsync(action, cancellation);
            }
        }
    }

    private ((Guid Id, Guid TenantId, Guid? OrganizationId, string ActionType, List<string> ChangedFields) Log, ActionPayload Payload) Describe(
        PendingAction action, IReadOnlyList<(Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry Entry, RowChange Change)> changes, TenantSecrets vault)
    {
        // A resource may be several rows with one id, such as a user and what a module keeps of him.
        var main = changes.Where(c => (c.Change.After ?? c.Change.Before)!["Id"]?.ToString() == action.ResourceId).ToList();
        var row = main.Count > 0 ? main[0].Change : changes[0].Change;
        var before = Shown(main, c => c.Before);
        var after = Shown(main, c => c.After);
        var differences = Differences(before, after);
        var deleted = main.Any(c => c.Change.After is null || (c.Change.Before is not null && c.Change.Before["DeletedAt"] is null && c.Change.After["DeletedAt"] is not null));
        var actionType = main.Count == 0 ? "assign" : main.TrueForAll(c => c.Change.Before is null) ? "create" : deleted ? "delete" : "edit";
        var organization = (row.After ?? row.Before)!["OrganizationId"]?.GetValue<Guid?>() ?? caller.OrganizationId;
        return ((Guid.CreateVersion7(), actor.Scope.TenantId, organization, actionType, [.. differences.Select(d => d.Key)]),
            new ActionPayload([.. changes.Select(c => c.Change)], before, after, row.Before is null || row.After is null ? null : differences));

        JsonObject? Shown(IEnumerable<(Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry Entry, RowChange Change)> rows, Func<RowChange, JsonObject?> side)
        {
            JsonObject? all = null;
            foreach (var (entry, change) in rows)
            {
                foreach (var (name, value) in FieldCipher.OpenAll(vault, RowChanges.Shown(entry.Metadata, side(change)))?.AsObject() ?? [])
                {
                    (all ??= []).TryAdd(name, value?.DeepClone());
                }
            }

            return all;
        }
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
internal sealed record PendingAction(
    string Command, string Label, string ResourceKind, string ResourceId,
    string? ParentKind = null, string? ParentId = null, bool Undoable = true, string? History = null);
