using Microsoft.AspNetCore.Http;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>Lists that go on from a cursor: as quick on the last page as on the first, and no row is left out while others write.</summary>
internal abstract partial class Resource<T>
{
    private const int DefaultLimit = 25;
    private static readonly Problem InvalidCursor = new(ProblemKind.Invalid, "Invalid cursor");

    /// <summary>The field by which such a list is sorted unless the query names another; null where a list has page numbers.</summary>
    protected internal virtual string? CursorSort => null;

    private async Task<IResult> ContinueAsync(
        CrudContext context, IQueryable<T> found, ListRequest request, IReadOnlyList<CustomField> custom, Finder<T> finder, CancellationToken cancellation)
    {
        var query = new QueryReader(context.Http.Request.Query);
        var limit = query.Number("limit", 1, MaxPageSize, context.Http.Request.Query.ContainsKey("pageSize") ? request.PageSize : DefaultLimit);
        var sort = request.SortField ?? CursorSort!;
        var field = Fields.Find(sort);
        if (sort != "id" && (field is not { IsSorted: true } || finder.Hidden.Contains(field)))
        {
            query.Refuse("sortField", $"cannot sort by {sort}");
        }

        var text = query.Text("cursor", 1000);
        if (query.Problem is { } problem)
        {
            return (Outcome<JsonBody>)problem;
        }

        var keyset = new Keyset<T>(sort == "id" ? null : field, request.Descending);
        Cursor? after = null;
        if (text is not null && ((after = Cursor.Of(text)) is null || !keyset.Fits(after)))
        {
            return (Outcome<JsonBody>)InvalidCursor;
        }

        var rows = await keyset.TakeAsync(found, after, limit + 1, cancellation);
        var more = rows.Count > limit;
        rows = more ? rows[..limit] : rows;
        var items = await AnswerAsync(context, custom, rows, cancellation);
        return (Outcome<JsonBody>)new JsonBody(json =>
        {
            json.WriteStartObject();
            items(json);
            json.WriteString("nextCursor", more ? keyset.At(rows[^1]).ToString() : null);
            json.WriteEndObject();
        });
    }
}
