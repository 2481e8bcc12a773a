using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>Makes the record of a change from the rows that it saves.</summary>
internal sealed class ChangeRecorder(Actor actor, Caller caller, TimeProvider clock)
{
    public ActionLog Record(Change change, IReadOnlyList<(EntityEntry Entry, RowChange Change)> changes, TenantSecrets vault)
    {
        // A resource may be several rows with one id, such as a user and what a module keeps of him.
        var main = changes.Where(c => (c.Change.After ?? c.Change.Before)!["Id"]?.ToString() == change.ResourceId).ToList();
        var row = main.Count > 0 ? main[0].Change : changes[0].Change;
        var before = Shown(main, c => c.Before, vault);
        var after = Shown(main, c => c.After, vault);
        var differences = Differences(before, after);
        var payload = new ActionPayload(change.IsUndoable ? [.. changes.Select(c => c.Change)] : [], before, after, row.Before is null || row.After is null ? null : differences);
        var (id, now) = (RowId.New(), clock.Now());
        return new ActionLog
        {
            Id = id, TenantId = actor.Scope.TenantId, OrganizationId = change.OrganizationId ?? (row.After ?? row.Before)!["OrganizationId"]?.GetValue<Guid?>() ?? caller.OrganizationId,
            ActorUserId = caller.UserId, ApiKeyId = caller.ApiKeyId, Command = change.Command, Label = change.Label, ActionType = TypeOf(main),
            State = change.History == "undo" ? ActionLog.Undone : ActionLog.Done,
            ResourceKind = change.ResourceKind, ResourceId = change.ResourceId, ParentResourceKind = change.ParentKind, ParentResourceId = change.ParentId,
            RelatedResourceKind = change.RelatedKind, RelatedResourceId = change.RelatedId,
            UndoToken = change.IsUndoable && changes.Any(CanReturn) ? new Guid(RandomNumberGenerator.GetBytes(16)) : null,
            Permissions = [.. change.Permissions.Distinct()],
            ChangedFields = [.. differences.Select(d => d.Key)], History = change.History, CreatedAt = now, UpdatedAt = now,
            Sealed = vault.Seal(JsonSerializer.Serialize(payload, RowChanges.Values), ActionReader.Context(id)),
        };
    }

    private static string TypeOf(List<(EntityEntry Entry, RowChange Change)> main) =>
        main.Count == 0 ? "assign"
        : main.TrueForAll(c => c.Change.Before is null) ? "create"
        : main.Exists(c => c.Change.After is null || (c.Change.Before is not null && c.Change.Before["DeletedAt"] is null && c.Change.After["DeletedAt"] is not null)) ? "delete"
        : "edit";

    /// <summary>Whether an undo would put anything back.</summary>
    private static bool CanReturn((EntityEntry Entry, RowChange Change) row) =>
        row.Change.Before is null || row.Change.After is null
        || row.Change.Changed.Any(name => name != "UpdatedAt" && !RowChanges.IsKept(row.Entry.Metadata.FindProperty(name)));

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
