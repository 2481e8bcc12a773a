using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>The part of a list's query that every resource understands.</summary>
internal sealed record ListRequest(
    int Page, int PageSize, string? SortField, bool Descending, string? Search, bool WithDeleted, IReadOnlyList<Guid>? Ids, ExportFormat? Format, bool Full)
{
    public const int DefaultPageSize = 50;
    public const int MaxPageSize = 100;
    public const int MaxIds = ValueList.MaxItems;

    /// <summary>The parameters that say which page in which order, and not which rows.</summary>
    public static readonly FrozenSet<string> Paging = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "page", "pageSize", "sortField", "sort", "sortDir", "order");
    /// <summary>Parameters of every list whose values are known.</summary>
    public static readonly QueryParameter[] Declared =
    [
        QueryParameter.OneOf("sortDir", "The direction; `asc` unless given", "asc", "desc") with { IgnoresCase = true },
        QueryParameter.OneOf("order", "The same as `sortDir`", "asc", "desc") with { IgnoresCase = true },
        QueryParameter.Flag("withDeleted", "true to see deleted rows too"),
        QueryParameter.OneOf("format", "Exports all rows as a file", "csv", "json", "xml", "markdown") with { IgnoresCase = true },
        QueryParameter.OneOf("exportScope", "Of an export: `full` leaves filters aside and names custom fields by their keys alone", "view", "full"),
        QueryParameter.OneOf("export_scope", "The same as `exportScope`", "view", "full"),
        QueryParameter.Flag("full", "The same as `exportScope=full`"),
    ];

    private const int MaxSearch = 200;
    private const int MaxOffset = 1_000_000_000;

    /// <returns>Null when the query is not understood; <paramref name="problem"/> says what is wrong.</returns>
    public static ListRequest? Of(IQueryCollection query, int maxPageSize, int defaultPageSize, out Problem? problem)
    {
        var read = new QueryReader(query);
        var page = read.Number("page", 1, int.MaxValue, 1);
        var size = read.Number("pageSize", 1, maxPageSize, defaultPageSize);
        if ((long)page * size > MaxOffset)
        {
            read.Refuse("page", $"pageSize times page must be at most {MaxOffset}");
        }

        ExportFormat? format = null;
        if (read.Text("format") is { } name)
        {
            format = Enum.TryParse<ExportFormat>(name, ignoreCase: true, out var known) && !char.IsDigit(name[0]) ? known : null;
            if (format is null)
            {
                read.Refuse("format", "must be csv, json, xml or markdown");
            }
        }

        var search = (read.Text("search", MaxSearch) ?? read.Text("q", MaxSearch))?.Trim();
        var request = new ListRequest(
            page, size, read.Text("sortField") ?? read.Text("sort"),
            (read.Text("sortDir") ?? read.Text("order"))?.Equals("desc", StringComparison.OrdinalIgnoreCase) == true,
            search is { Length: > 0 } ? search : null, read.Flag("withDeleted"), IdsOf(query["ids"]), format,
            read.Text("exportScope") == "full" || read.Text("export_scope") == "full" || read.Flag("full"));
        problem = read.Problem;
        return problem is null ? request : null;
    }

    /// <summary>What is no id is dropped, and finds nothing.</summary>
    private static List<Guid>? IdsOf(string? text) => string.IsNullOrWhiteSpace(text)
        ? null
        : [.. ValueList.First(text).Select(t => Guid.TryParseExact(t, "D", out var id) ? id : (Guid?)null).OfType<Guid>()];
}

internal enum ExportFormat
{
    Csv,
    Json,
    Xml,
    Markdown,
}
