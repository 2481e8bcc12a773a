using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>What one save did to one row.</summary>
/// <param name="Type">Full name of the row's type.</param>
/// <param name="Before">Its values by property; null for a row that was added.</param>
/// <param name="After">Null for a row that is gone.</param>
internal sealed record RowChange(string Type, JsonObject? Before, JsonObject? After)
{
    /// <summary>The properties whose values differ.</summary>
    public IEnumerable<string> Changed => (Before ?? After)!
        .Where(p => Before is null || After is null || !JsonNode.DeepEquals(Before[p.Key], After[p.Key]))
        .Select(p => p.Key);
}

/// <summary>What an action did, and how the audit log shows it.</summary>
/// <param name="Before">The resource before, as far as it may be shown.</param>
internal sealed record ActionPayload(IReadOnlyList<RowChange> Rows, JsonObject? Before, JsonObject? After, JsonObject? Changes);

/// <summary>Reads rows as the change tracker has them.</summary>
internal static class RowChanges
{
    public static readonly JsonSerializerOptions Values = new() { Converters = { new Json.Stored() } };

    /// <summary>What the next save is about to do to rows that changes are made of.</summary>
    public static IReadOnlyList<(EntityEntry Entry, RowChange Change)> Of(PlatformDb db)
    {
        db.ChangeTracker.DetectChanges();
        var changes = new List<(EntityEntry, RowChange)>();
        foreach (var entry in db.ChangeTracker.Entries().Where(e => IsRecorded(e.Metadata.ClrType)))
        {
            var change = entry.State switch
            {
                EntityState.Added => new RowChange(NameOf(entry), null, Snapshot(entry.CurrentValues)),
                EntityState.Modified => new RowChange(NameOf(entry), Snapshot(entry.OriginalValues), Snapshot(entry.CurrentValues)),
                EntityState.Deleted => new RowChange(NameOf(entry), Snapshot(entry.OriginalValues), null),
                _ => null,
            };
            if (change is not null)
            {
                changes.Add((entry, change));
            }
        }

        return changes;
    }

    public static IEnumerable<IProperty> Properties(IEntityType type) => type.GetProperties().Where(p => p.ValueGenerated != ValueGenerated.OnAddOrUpdate);

    public static JsonNode? Node(IProperty property, object? value) => value switch
    {
        null => null,
        string json when property.GetColumnType() == "jsonb" => JsonNode.Parse(json),
        _ => JsonSerializer.SerializeToNode(value, property.ClrType, Values),
    };

    public static object? Value(IProperty property, JsonNode? node) => node switch
    {
        null => null,
        _ when property.GetColumnType() == "jsonb" && property.ClrType == typeof(string) => node.ToJsonString(),
        _ => node.Deserialize(property.ClrType, Values),
    };

    public static JsonObject Snapshot(PropertyValues values)
    {
        var snapshot = new JsonObject();
        foreach (var property in values.Properties.Where(p => p.ValueGenerated != ValueGenerated.OnAddOrUpdate))
        {
            snapshot[property.Name] = Node(property, values[property]);
        }

        return snapshot;
    }

    /// <summary>A value as people read it: a sealed column is text, within a JSON column any JSON may be sealed.</summary>
    public static JsonNode? Open(IProperty property, JsonNode? value, TenantSecrets vault) =>
        property.GetColumnType() != "jsonb" && value is JsonValue single && single.TryGetValue<string>(out var text)
            ? JsonValue.Create(FieldCipher.Open(vault, text))
            : FieldCipher.OpenAll(vault, value);

    /// <summary>The part of a snapshot that may be shown, open and in camelCase.</summary>
    public static JsonObject? Shown(IEntityType type, JsonObject? snapshot, TenantSecrets vault)
    {
        if (snapshot is null)
        {
            return null;
        }

        var shown = new JsonObject();
        foreach (var property in Properties(type).Where(p => p.PropertyInfo?.IsDefined(typeof(HiddenAttribute)) != true))
        {
            shown[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = Open(property, snapshot[property.Name], vault);
        }

        return shown;
    }

    /// <summary>Whether undo leaves the value of a row that is there alone.</summary>
    public static bool IsKept(IProperty? property) => property?.PropertyInfo?.IsDefined(typeof(KeptByUndoAttribute), inherit: false) == true;

    /// <summary>Whether the next save writes a row that changes are made of.</summary>
    public static bool IsPending(EntityEntry entry) => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && IsRecorded(entry.Metadata.ClrType);

    private static string NameOf(EntityEntry entry) => entry.Metadata.Name;

    private static bool IsRecorded(Type type) => type != typeof(OutboxMessage) && !type.IsDefined(typeof(NotRecordedAttribute), inherit: false);
}
