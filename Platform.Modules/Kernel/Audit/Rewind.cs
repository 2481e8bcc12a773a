using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>One row on its way from what an action left to what is wanted again.</summary>
internal sealed record Turn(string Type, JsonObject? Expected, JsonObject? Wanted);

/// <summary>Puts rows back, unless somebody has changed them since.</summary>
internal sealed class Rewind(PlatformDb db, TenantSecrets secrets, TimeProvider clock)
{
    private const string Deleted = nameof(ISoftDeleted.DeletedAt);
    private const string Updated = "UpdatedAt";

    /// <returns>False, with nothing saved, when a row is not as the action left it.</returns>
    public async Task<bool> ApplyAsync(IReadOnlyList<Turn> turns, CancellationToken cancellation)
    {
        // Rows before those that point at them: in this order writers lock them, too.
        foreach (var group in turns.GroupBy(t => t.Type).OrderBy(g => db.Model.FindEntityType(g.Key)?.GetForeignKeys().Count()))
        {
            if (db.Model.FindEntityType(group.Key) is not { } type)
            {
                return false;
            }

            var keys = type.FindPrimaryKey()!.Properties;
            var rows = (await LoadAsync(type, [.. group], cancellation)).ToDictionary(r => KeyOf(keys, p => RowChanges.Node(p, r.CurrentValues[p])), StringComparer.Ordinal);
            foreach (var turn in group)
            {
                if (!Turn(type, rows.GetValueOrDefault(KeyOf(keys, p => (turn.Expected ?? turn.Wanted)![p.Name])), turn))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static string KeyOf(IReadOnlyList<IProperty> keys, Func<IProperty, JsonNode?> value) => string.Join(' ', keys.Select(k => value(k)?.ToJsonString()));

    private bool Turn(IEntityType type, EntityEntry? row, Turn turn)
    {
        var soft = type.ClrType.IsAssignableTo(typeof(ISoftDeleted));
        var current = row is null ? null : RowChanges.Snapshot(row.CurrentValues);
        if (turn.Expected is { } expected)
        {
            if (current is null || !IsAsExpected(type, expected, turn.Wanted, current))
            {
                return false;
            }
        }
        else if (current is not null && !(soft && current[Deleted] is not null))
        {
            return false;
        }

        switch (turn.Wanted, row)
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
                Set(type, row, wanted, turn.Expected);
                break;
        }

        if (turn.Wanted is not null && type.FindProperty(Updated) is not null)
        {
            row!.Property(Updated).CurrentValue = clock.Now();
        }

        return true;
    }

    /// <summary>Only what the action changed is compared: what others did to the rest of the row is theirs to keep.</summary>
    private bool IsAsExpected(IEntityType type, JsonObject expected, JsonObject? wanted, JsonObject current) =>
        expected.All(p => p.Key == Updated
            || (wanted is not null && JsonNode.DeepEquals(p.Value, wanted[p.Key]))
            || JsonNode.DeepEquals(p.Value, current[p.Key])
            || (type.FindProperty(p.Key) is { } property && JsonNode.DeepEquals(RowChanges.Open(property, p.Value, secrets), RowChanges.Open(property, current[p.Key], secrets))));

    /// <param name="left">What the action left: where it is what is wanted, the action changed nothing, and what others wrote there stays.</param>
    private static void Set(IEntityType type, EntityEntry row, JsonObject wanted, JsonObject? left)
    {
        foreach (var property in RowChanges.Properties(type).Where(p => wanted.ContainsKey(p.Name) && (left is null || !JsonNode.DeepEquals(left[p.Name], wanted[p.Name]))))
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
    private async Task<IReadOnlyList<EntityEntry>> LoadAsync(IEntityType type, IReadOnlyList<Turn> turns, CancellationToken cancellation)
    {
        var load = typeof(Rewind).GetMethod(nameof(LoadRowsAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
        return await (Task<IReadOnlyList<EntityEntry>>)load.MakeGenericMethod(type.ClrType).Invoke(this, [type, turns, cancellation])!;
    }

    private async Task<IReadOnlyList<EntityEntry>> LoadRowsAsync<T>(IEntityType type, IReadOnlyList<Turn> turns, CancellationToken cancellation) where T : class
    {
        var row = Expression.Parameter(typeof(T));
        var rows = await db.Set<T>().IgnoreQueryFilters([PlatformDb.DeletedFilter, PlatformDb.OrganizationFilter])
            .Where(Expression.Lambda<Func<T, bool>>(IsOneOf(row, type.FindPrimaryKey()!.Properties, turns), row)).ForUpdate().ToListAsync(cancellation);
        return [.. rows.Select(r => (EntityEntry)db.Entry(r))];
    }

    /// <summary>One list of values for each column of the key, however many rows there are. With several columns more rows may fit than are wanted; nobody looks at those.</summary>
    private static Expression IsOneOf(ParameterExpression row, IReadOnlyList<IProperty> keys, IReadOnlyList<Turn> turns) => keys.Select(key =>
    {
        var values = Array.CreateInstance(key.ClrType, turns.Count);
        for (var i = 0; i < turns.Count; i++)
        {
            values.SetValue(Value(key, turns[i]), i);
        }

        var wanted = Expression.Call(typeof(EF), nameof(EF.Parameter), [values.GetType()], Expression.Constant(values));
        return (Expression)Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [key.ClrType], wanted, Expression.Property(row, key.PropertyInfo!));
    }).Aggregate(Expression.AndAlso);

    private static object? Value(IProperty key, Turn turn) => RowChanges.Value(key, (turn.Expected ?? turn.Wanted)![key.Name]);
}
