using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Text;
using Index = Platform.Kernel.Search.Index;

namespace Platform.Kernel.Crud;

/// <summary>A search in the index.</summary>
/// <param name="Hashes">The hashed words that a record must have; none where the text is too short for words.</param>
/// <param name="OnlyWords">Whether the index alone answers.</param>
/// <param name="IsComplete">Whether every record has a document; of those that have none, what is readable is searched.</param>
internal sealed record WordSearch(string EntityId, string[] Hashes, bool OnlyWords, bool IsComplete);

/// <summary>Turns the query of a list into a query of the database.</summary>
internal sealed class Finder<T>(Fields<T> fields, CrudContext context, IReadOnlyList<CustomField> custom) where T : class, IRow
{
    /// <summary>The fields that are ciphertext.</summary>
    public IReadOnlyList<Field<T>> Hidden { get; init; } = [];

    /// <summary>What to look for in the index.</summary>
    public WordSearch? Words { get; set; }

    /// <summary>What a search finds besides.</summary>
    public Expression<Func<T, bool>>? More { get; set; }

    /// <summary>The rows that were found, put so that counting them is quick; null where they are counted as they are read.</summary>
    public IQueryable<T>? Counted { get; private set; }

    public async Task<(IQueryable<T> Rows, Problem? Problem)> FindAsync(IQueryable<T> rows, ListRequest request, CancellationToken cancellation)
    {
        var query = context.Http.Request.Query;
        var errors = new Dictionary<string, string[]>();
        if (request.WithDeleted)
        {
            rows = rows.IgnoreQueryFilters([PlatformDb.DeletedFilter]);
        }

        if (request.Ids is { } ids)
        {
            rows = rows.Where(r => ids.Contains(r.Id));
        }

        if (request.Full)
        {
            return (rows, null);
        }

        if (query["id"] is [{ Length: > 0 } id])
        {
            rows = Guid.TryParseExact(id, "D", out var wanted) ? rows.Where(r => r.Id == wanted) : rows.Where(r => false);
        }

        foreach (var field in fields.All.Where(f => f.IsFiltered))
        {
            if (ValueList.Text(query, field.Name) is not { Length: > 0 } text)
            {
                continue;
            }

            if (Hidden.Contains(field))
            {
                errors[field.Name] = ["is encrypted, and found by search only"];
            }
            else
            {
                rows = In(rows, field, text, errors);
            }
        }

        foreach (var filter in fields.Filters)
        {
            if (ValueList.Text(query, filter.Name) is { Length: > 0 } text)
            {
                if (await filter.ConditionAsync(context, text, cancellation) is { } condition)
                {
                    rows = rows.Where(condition);
                }
                else
                {
                    errors[filter.Name] = ["is not a value to filter by"];
                }
            }
        }

        CustomFilters.Refuse(custom, query, errors);
        rows = CustomFilters.Apply(rows, custom, query, errors);
        if (request.Search is { } search)
        {
            rows = await SearchAsync(rows, search, cancellation);
        }

        return (rows, errors.Count == 0 ? null : new Problem(ProblemKind.Invalid, "Invalid input", Fields: errors));
    }

    /// <summary>Always ends on the id, or pages would overlap; in the same direction, so that an index of both gives the order.</summary>
    public IQueryable<T> Sort(IQueryable<T> rows, ListRequest request, out Problem? problem)
    {
        problem = null;
        if (request.SortField is not { Length: > 0 } name || name == "id")
        {
            return request.Descending ? rows.OrderByDescending(r => r.Id) : rows.OrderBy(r => r.Id);
        }

        if (CustomFilters.Sort(rows, custom, name, request.Descending) is { } byCustom)
        {
            return ById(byCustom);
        }

        if (fields.Find(name) is not { IsSorted: true } field || Hidden.Contains(field))
        {
            var why = Hidden.Any(h => h == fields.Find(name)) ? $"cannot sort by {name}: it is encrypted" : $"cannot sort by {name}";
            problem = new Problem(ProblemKind.Invalid, "Invalid input", Fields: new Dictionary<string, string[]> { ["sortField"] = [why] });
            return rows;
        }

        var method = request.Descending ? nameof(Queryable.OrderByDescending) : nameof(Queryable.OrderBy);
        var sorted = (IOrderedQueryable<T>)rows.Provider.CreateQuery<T>(
            Expression.Call(typeof(Queryable), method, [typeof(T), field.Clr], rows.Expression, Expression.Quote(field.Value)));
        return ById(sorted);

        IQueryable<T> ById(IOrderedQueryable<T> by) => request.Descending ? by.ThenByDescending(r => r.Id) : by.ThenBy(r => r.Id);
    }

    private static IQueryable<T> In(IQueryable<T> rows, Field<T> field, string text, Dictionary<string, string[]> errors)
    {
        if (ValueList.Of(text, keepEmpty: true) is not { } parts)
        {
            errors[field.Name] = [ValueList.TooMany];
            return rows;
        }

        var values = Array.CreateInstance(field.Clr, parts.Count);
        foreach (var (i, part) in parts.Index())
        {
            if (field.Type.Parse(part) is not { } value)
            {
                errors[field.Name] = [$"must be {field.Type.Expects}"];
                return rows;
            }

            values.SetValue(value, i);
        }

        // A parameter, not a constant: else every value would be a query of its own to compile.
        var wanted = Expression.Call(typeof(EF), nameof(EF.Parameter), [values.GetType()], Expression.Constant(values));
        var contains = Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [field.Clr], wanted, field.Value.Body);
        return rows.Where(Expression.Lambda<Func<T, bool>>(contains, field.Value.Parameters));
    }

    private async Task<IQueryable<T>> SearchAsync(IQueryable<T> rows, string search, CancellationToken cancellation)
    {
        var searched = fields.All.Where(f => f.IsSearched && !Hidden.Contains(f) && Words is not { OnlyWords: true, IsComplete: true }).ToList();
        if (searched.Count == 0 && Words is null && More is null)
        {
            return rows;
        }

        var row = Expression.Parameter(typeof(T));
        var text = Expression.Property(Expression.Constant(new { Text = Like.Containing(search) }), "Text");
        var any = searched
            .Select(f => (Expression)Expression.Call(typeof(DbFunctionsExtensions), nameof(DbFunctionsExtensions.Like), null, Expression.Constant(EF.Functions),
                Expression.Call(typeof(FoldedText), nameof(FoldedText.Column), null, f.Value.Of(row)), text, Expression.Constant(Like.Escape)))
            .Aggregate((Expression)Expression.Constant(false), Expression.OrElse);
        if (Words is not { Hashes.Length: > 0 } words)
        {
            return Where(any);
        }

        var found = await context.Index.FindAsync<T>(context.Db, words.EntityId, words.Hashes, cancellation);
        Counted = found.Counted == found.Shown ? null : Where(InIndex(any, searched.Count > 0, words, row, found.Counted));
        return Where(InIndex(any, searched.Count > 0, words, row, found.Shown));

        IQueryable<T> Where(Expression condition) =>
            rows.Where(Expression.Lambda<Func<T, bool>>(More is null ? condition : Expression.OrElse(condition, More.Of(row)), row));
    }

    /// <param name="readable">What is found without the index.</param>
    /// <param name="inIndex">What is found in it.</param>
    private BinaryExpression InIndex(Expression readable, bool isReadable, WordSearch words, ParameterExpression row, Expression<Func<T, bool>> inIndex)
    {
        if (words.OnlyWords && isReadable)
        {
            var known = Index.Of(context.Db, words.EntityId);
            Expression<Func<T, bool>> without = r => !known.Contains(r.Id);
            readable = Expression.AndAlso(readable, without.Of(row));
        }

        return Expression.OrElse(readable, inIndex.Of(row));
    }
}
