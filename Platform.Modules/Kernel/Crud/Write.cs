using System.Text.Json;

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

    /// <summary>A declared input; default when it was not sent.</summary>
    public TValue? Input<TValue>(string name) => inputs.TryGetValue(name, out var value) ? (TValue?)value : default;

    /// <summary>Whether a property of the row is being changed.</summary>
    public bool Changes(string property) => context.Db.Entry(row).Property(property).IsModified || kind == WriteKind.Create;
}
