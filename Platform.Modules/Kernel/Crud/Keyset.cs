using System.Buffers.Text;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Platform.Kernel.Crud;

/// <summary>The last row of a page: its value of the field by which the list is sorted, and its id.</summary>
/// <param name="Value">Null where the row has none.</param>
internal sealed record Cursor(string Sort, bool Descending, Guid Id, string? Value)
{
    private const int Parts = 4;

    public static Cursor? Of(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|', Parts);
        return parts is [var sort, "asc" or "desc", var id, ['=' or '-', ..] value] && Guid.TryParseExact(id, "N", out var row)
            ? new Cursor(sort, parts[1] == "desc", row, value[0] == '=' ? value[1..] : null)
            : null;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Sort}|{(Descending ? "desc" : "asc")}|{Id:N}|{(Value is null ? "-" : $"={Value}")}"));
}

/// <summary>Takes the rows behind a cursor, by a field and then by id. Rows without a value come last, whichever way the list is sorted.</summary>
/// <param name="by">Null to go by id alone.</param>
internal sealed class Keyset<T>(Field<T>? by, bool descending) where T : class, IRow
{
    private string Sort => by?.Name ?? "id";

    /// <summary>Whether a cursor is one of this order.</summary>
    public bool Fits(Cursor cursor) => cursor.Sort == Sort && cursor.Descending == descending
        && (cursor.Value is null ? by is null or { IsNullable: true } : by?.Type.Parse(cursor.Value) is not null);

    public Cursor At(T row) => new(Sort, descending, row.Id, Text(by?.Get(row)));

    public async Task<List<T>> TakeAsync(IQueryable<T> rows, Cursor? after, int count, CancellationToken cancellation)
    {
        if (by is null)
        {
            return await ById(rows, after).Take(count).ToListAsync(cancellation);
        }

        var taken = after is { Value: null } ? [] : await ByValue(rows, after).Take(count).ToListAsync(cancellation);
        if (taken.Count < count && by.IsNullable)
        {
            var without = rows.Where(Compare(Expression.Equal));
            taken.AddRange(await ById(without, after is { Value: null } ? after : null).Take(count - taken.Count).ToListAsync(cancellation));
        }

        return taken;
    }

    private IQueryable<T> ById(IQueryable<T> rows, Cursor? after)
    {
        if (after is not null)
        {
            var last = after.Id;
            rows = descending ? rows.Where(r => r.Id < last) : rows.Where(r => r.Id > last);
        }

        return descending ? rows.OrderByDescending(r => r.Id) : rows.OrderBy(r => r.Id);
    }

    private IQueryable<T> ByValue(IQueryable<T> rows, Cursor? after)
    {
        if (by!.IsNullable)
        {
            rows = rows.Where(Compare(Expression.NotEqual));
        }

        if (after is not null)
        {
            rows = rows.Where(Behind(after));
        }

        var method = descending ? nameof(Queryable.OrderByDescending) : nameof(Queryable.OrderBy);
        var sorted = (IOrderedQueryable<T>)rows.Provider.CreateQuery<T>(
            Expression.Call(typeof(Queryable), method, [typeof(T), by.Clr], rows.Expression, Expression.Quote(by.Value)));
        return descending ? sorted.ThenByDescending(r => r.Id) : sorted.ThenBy(r => r.Id);
    }

    private Expression<Func<T, bool>> Compare(Func<Expression, Expression, BinaryExpression> with) =>
        Expression.Lambda<Func<T, bool>>(with(by!.Value.Body, Expression.Constant(null, by.Clr)), by.Value.Parameters);

    /// <summary>One comparison of rows, not two of columns: an index answers it by going there.</summary>
    private Expression<Func<T, bool>> Behind(Cursor after)
    {
        var row = by!.Value.Parameters[0];
        var last = Expression.Constant(new Last(by.Type.Parse(after.Value!)!, after.Id));
        var value = Expression.Convert(Expression.Property(last, nameof(Last.Value)), by.Clr);
        var compare = typeof(NpgsqlDbFunctionsExtensions).GetMethod(
            descending ? nameof(NpgsqlDbFunctionsExtensions.LessThan) : nameof(NpgsqlDbFunctionsExtensions.GreaterThan), [typeof(DbFunctions), typeof(ITuple), typeof(ITuple)])!;
        return Expression.Lambda<Func<T, bool>>(
            Expression.Call(compare, Expression.Constant(EF.Functions),
                Pair(by.Value.Body, Expression.Property(row, nameof(IRow.Id))), Pair(value, Expression.Property(last, nameof(Last.Id)))), row);
    }

    private UnaryExpression Pair(Expression value, Expression id) =>
        Expression.Convert(Expression.Call(Create.MakeGenericMethod(by!.Clr, typeof(Guid)), value, id), typeof(ITuple));

    private static readonly MethodInfo Create = typeof(ValueTuple).GetMethods().Single(m => m.Name == nameof(ValueTuple.Create) && m.GetParameters().Length == 2);

    private static string? Text(object? value) => value switch
    {
        null => null,
        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private sealed record Last(object Value, Guid Id);
}
