using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>One row on its way from what an action left to what is wanted again.</summary>
internal sealed record RowRestore(string Type, JsonObject? Expected, JsonObject? Wanted);

/// <summary>Puts rows back, unless somebody has changed them since.</summary>
internal sealed class Undo(PlatformDb db, TenantSecrets secrets, TimeProvider clock)
{
    private const string Deleted = nameof(ISoftDeleted.DeletedAt);
    private const string Updated = "UpdatedAt";

    /// <returns>False, with nothing saved, when a row is not as the action left it.</returns>
    public async Task<bool> ApplyAsync(IReadOnlyList<RowRestore> restores, CancellationToken cancellation)
    {
        // Rows before those that point at them: in this order writers lock them, too.
        foreach (var group in restores.GroupBy(t => t.Type).OrderBy(g => db.Model.FindEntityType(g.Key)?.GetForeignKeys().Count()))
        {
            if (db.Model.FindEntityType(group.Key) is not { } type)
            {
                return false;
            }

            var keys = type.FindPrimaryKey()!.Properties;
            var rows = (await LoadAsync(type, [.. group], cancellation)).ToDictionary(r => KeyOf(keys, p => RowChanges.Node(p, r.CurrentValues[p])), StringComparer.Ordinal);
            foreach (var restore in group)
            {
                if (!Restore(type, rows.GetValueOrDefault(KeyOf(keys, p => (restore.Expected ?? restore.Wanted)![p.Name])), restore))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static string KeyOf(IReadOnlyList<IProperty> keys, Func<IProperty, JsonNode?> value) => string.Join(' ', keys.Select(k => value(k)?.ToJsonString()));

    private bool Restore(IEntityType type, EntityEntry? row, RowRestore restore)
    {
        var soft = type.ClrType.IsAssignableTo(typeof(ISoftDeleted));
        var current = row is null ? null : RowChanges.Snapshot(row.CurrentValues);
        if (restore.Expected is { } expected)
        {
            if (current is null || !IsAsExpected(type, expected, restore.Wanted, current))
            {
                return false;
            }
        }
        else if (current is not null && !(soft && current[Deleted] is not null))
        {
            return false;
        }

        switch (restore.Wanted, row)
        {
            case (null, not null) when soft:
                row.Property(Deleted).CurrentValue = clock.Now();
                break;
            case (null, not null):
                row.State = EntityState.Deleted;
                break;
            case ({ } wanted, null):
                row = db.Entry(Activator.CreateInstance(type.ClrType, nonPublic: true)!);
                Set(type, row, wanted, null);
                row.State = EntityState.Added;
                break;
            case ({ } wanted, not null):
                Set(type, row, wanted, restore.Expected);
                break;
        }

        if (restore.Wanted is not null && type.FindProperty(Updated) is not null)
        {
            row!.Property(Updated).CurrentValue = clock.Now();
        }

        return true;
    }

    /// <summary>Only what the action changed is compared: what others did to the rest of the row is theirs to keep.</summary>
    private bool IsAsExpected(IEntityType type, JsonObject expected, JsonObject? wanted, JsonObject current) =>
        expected.All(p => p.Key == Updated || (wanted is not null && RowChanges.IsKept(type.FindProperty(p.Key)))
            || (wanted is not null && JsonNode.DeepEquals(p.Value, wanted[p.Key]))
            || JsonNode.DeepEquals(p.Value, current[p.Key])
            || (type.FindProperty(p.Key) is { } property && JsonNode.DeepEquals(RowChanges.Open(property, p.Value, secrets), RowChanges.Open(property, current[p.Key], secrets))));

    /// <param name="left">What the action left: where it is what is wanted, the action changed nothing, and what others wrote there stays.</param>
    private static void Set(IEntityType type, EntityEntry row, JsonObject wanted, JsonObject? left)
    {
        foreach (var property in RowChanges.Properties(type).Where(p => wanted.ContainsKey(p.Name)
            && (left is null || (!RowChanges.IsKept(p) && !JsonNode.DeepEquals(left[p.Name], wanted[p.Name])))))
        {
            var value = RowChanges.Value(property, wanted[property.Name]);
            var entry = row.Property(property.Name);
            if (!JsonNode.DeepEquals(RowChanges.Node(property, entry.CurrentValue), wanted[property.Name]))
            {
                entry.CurrentValue = value;
            }
        }
    }

    /// <summary>All rows of a type in one query, the deleted among them; whoever changes one of them meanwhile waits.</summary>
    private async Task<IReadOnlyList<EntityEntry>> LoadAsync(IEntityType type, IReadOnlyList<RowRestore> restores, CancellationToken cancellation)
    {
        var load = typeof(Undo).GetMethod(nameof(LoadRowsAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
        return await (Task<IReadOnlyList<EntityEntry>>)load.MakeGenericMethod(type.ClrType).Invoke(this, [type, restores, cancellation])!;
    }

    private async Task<IReadOnlyList<EntityEntry>> LoadRowsAsync<T>(IEntityType type, IReadOnlyList<RowRestore> restores, CancellationToken cancellation) where T : class
    {
        var row = Expression.Parameter(typeof(T));
        var rows = await db.Set<T>().IgnoreQueryFilters([PlatformDb.DeletedFilter, PlatformDb.OrganizationFilter])
            .Where(Expression.Lambda<Func<T, bool>>(IsOneOf(row, type.FindPrimaryKey()!.Properties, restores), row)).ForUpdate().ToListAsync(cancellation);
        return [.. rows.Select(r => (EntityEntry)db.Entry(r))];
    }

    /// <summary>A list of values for each column of the key; what fits in part only is read in vain.</summary>
    private static Expression IsOneOf(ParameterExpression row, IReadOnlyList<IProperty> keys, IReadOnlyList<RowRestore> restores) =>
        keys.Select(key => (Expression)IsOneOf(row, key, restores)).Aggregate(Expression.AndAlso);

    private static MethodCallExpression IsOneOf(ParameterExpression row, IProperty key, IReadOnlyList<RowRestore> restores)
    {
        var values = Array.CreateInstance(key.ClrType, restores.Count);
        for (var i = 0; i < restores.Count; i++)
        {
            values.SetValue(Value(key, restores[i]), i);
        }

        var wanted = Expression.Call(typeof(EF), nameof(EF.Parameter), [values.GetType()], Expression.Constant(values));
        return Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [key.ClrType], wanted, Expression.Property(row, key.PropertyInfo!));
    }

    private static object? Value(IProperty key, RowRestore restore) => RowChanges.Value(key, (restore.Expected ?? restore.Wanted)![key.Name]);
}
