using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Platform.Kernel.Data;

/// <summary>Writes many rows of one type with one statement, as the model maps them; rows that are there already stay as they are.</summary>
/// <remarks>Not COPY, which PostgreSQL refuses where row-level security applies. No change is tracked, so nothing is recorded for undo.</remarks>
internal static class BulkInsert
{
    public static async Task AddAsync<T>(PlatformDb db, IReadOnlyList<T> rows, CancellationToken cancellation) where T : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        var type = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T)} has no table.");
        var columns = type.GetProperties().Where(p => p.GetComputedColumnSql() is null).ToList();
        var names = string.Join(", ", columns.Select(c => c.GetColumnName()));
        var arrays = string.Join(", ", columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"unnest(${i + 1})")));
#pragma warning disable CA2100 // The names are the model's own.
        await using var command = new NpgsqlCommand(
            $"INSERT INTO {type.GetSchema()}.{type.GetTableName()} ({names}) SELECT {arrays} ON CONFLICT DO NOTHING",
            await db.ScopedConnectionAsync(cancellation), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
#pragma warning restore CA2100
        foreach (var column in columns)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = Values(column, rows), DataTypeName = $"{column.GetRelationalTypeMapping().StoreTypeNameBase}[]" });
        }

        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static Array Values<T>(IProperty column, IReadOnlyList<T> rows)
    {
        var values = Array.CreateInstance(column.ClrType, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            values.SetValue(column.PropertyInfo!.GetValue(rows[i]), i);
        }

        return values;
    }
}
