using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Kernel.Access;
using Platform.Kernel.Data;

namespace Platform.Kernel.Crud;

internal enum WriteKind
{
    Create,
    Update,
    Delete,
}

/// <summary>A create, update or delete on its way: the row as it will be, and what the client sent.</summary>
internal sealed class Write<T>(WriteKind kind, T row, JsonElement body, IReadOnlyDictionary<string, object?> inputs, CrudContext context)
    where T : class, IRow
{
    public WriteKind Kind => kind;

    public T Row => row;

    public CrudContext Context => context;

    public bool Has(string name) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out _);

    /// <summary>Whether the client has sent null for it.</summary>
    public bool IsNull(string name) => Has(name) && body.GetProperty(name).ValueKind == JsonValueKind.Null;

    /// <summary>A declared input; default when it was not sent.</summary>
    public TValue? Input<TValue>(string name) => inputs.TryGetValue(name, out var value) ? (TValue?)value : default;

    /// <summary>Whether a property of the row is being changed.</summary>
    public bool Changes(string property) => context.Db.Entry(row).Property(property).IsModified || kind == WriteKind.Create;
}

/// <summary>A row as a change is about to save it, whoever makes the change.</summary>
internal sealed record PendingRow<T>(EntityEntry<T> Entry, PlatformDb Db, Caller Caller) where T : class, IRow
{
    public T Row => Entry.Entity;

    /// <summary>A row that comes back is created, one that is marked as deleted is deleted.</summary>
    public WriteKind Kind { get; } = KindOf(Entry);

    /// <summary>Whether a property of the row is being changed.</summary>
    public bool Changes(string property) => Kind == WriteKind.Create || Entry.Property(property).IsModified;

    /// <summary>What a property was before; default of a new row.</summary>
    public TValue? Before<TValue>(string property) => Kind == WriteKind.Create ? default : (TValue?)Entry.Property(property).OriginalValue;

    private static WriteKind KindOf(EntityEntry<T> entry) => entry.State switch
    {
        EntityState.Added => WriteKind.Create,
        EntityState.Deleted => WriteKind.Delete,
        _ when entry.Entity is ISoftDeleted soft && entry.Property(nameof(ISoftDeleted.DeletedAt)).IsModified => soft.DeletedAt is null ? WriteKind.Create : WriteKind.Delete,
        _ => WriteKind.Update,
    };
}
