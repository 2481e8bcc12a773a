using Microsoft.AspNetCore.Http;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>The part of a list's query that every resource understands.</summary>
internal sealed record ListRequest(
    int Page, int PageSize, string? SortField, bool Descending, string? Search, bool WithDeleted, IReadOnlyList<Guid>? Ids, ExportFormat? Format, bool Full)
{
    public const int DefaultPageSize = 50;
    public const int MaxPageSize = 100;
    private const int MaxIds = 200;
    private const int MaxSearch = 200;
    private const int MaxOffset = 1_000_000_000;

    /// <returns>Null when the query is not understood; <paramref name="problem"/> says what is wrong.</returns>
    public static ListRequest? Of(IQueryCollection query, int maxPageSize, int defaultPageSize, out Problem? problem)
    {
        var errors = new Dictionary<string, string[]>();
        var page = Number("page", 1, int.MaxValue, 1);
        var size = Number("pageSize", 1, maxPageSize, defaultPageSize);
        if ((long)page * size > MaxOffset)
        {
            errors["page"] = [$"pageSize times page must be at most {MaxOffset}"];
        }

        var search = Last("search") ?? Last("q");
        if (search?.Length > MaxSearch)
        {
            errors["search"] = [$"must have at most {MaxSearch} characters"];
        }

        ExportFormat? format = null;
        if (Last("format") is { Length: > 0 } name)
        {
            format = Enum.TryParse<ExportFormat>(name, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;
            if (format is null)
            {
                errors["format"] = ["must be csv, json, xml or markdown"];
            }
        }

        problem = errors.Count == 0 ? null : new Problem(ProblemKind.Invalid, "Invalid input", Fields: errors);
        return problem is not null ? null : new ListRequest(
            page, size, Last("sortField") ?? Last("sort"),
            (Last("sortDir") ?? Last("order"))?.Equals("desc", StringComparison.OrdinalIgnoreCase) == true,
            string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
            IsTrue("withDeleted"), IdsOf(Last("ids")), format,
            Last("exportScope") == "full" || Last("export_scope") == "full" || IsTrue("full"));

        string? Last(string name) => query.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] : null;

        bool IsTrue(string name) => Last(name)?.ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON";

        int Number(string name, int min, int max, int fallback)
        {
            if (Last(name) is not { Length: > 0 } text)
            {
                return fallback;
            }

            if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            {
                return number;
            }

            errors[name] = [max == int.MaxValue ? $"must be a whole number from {min}" : $"must be a whole number from {min} to {max}"];
            return fallback;
        }
    }

    /// <summary>What is no id is dropped; where nothing is left, nothing is filtered.</summary>
    private static List<Guid>? IdsOf(string? text)
    {
        var ids = text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(t => Guid.TryParseExact(t, "D", out var id) ? id : (Guid?)null).OfType<Guid>().Take(MaxIds).ToList();
        return ids is { Count: > 0 } ? ids : null;
    }
}

internal enum ExportFormat
{
    Csv,
    Json,
    Xml,
    Markdown,
}
