using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Http;

namespace Platform.Operations;

/// <summary>Where a page of a list stands. The neighbours' numbers are there when the neighbours are.</summary>
public sealed record Pagination(
    int Page,
    [property: JsonPropertyName("page_size")] int PageSize,
    [property: JsonPropertyName("total_count")] int TotalCount,
    [property: JsonPropertyName("total_pages")] int TotalPages)
{
    [JsonPropertyName("has_next")]
    public bool HasNext => Page < TotalPages;

    [JsonPropertyName("has_prev")]
    public bool HasPrev => Page > 1;

    [JsonPropertyName("next_page"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? NextPage => HasNext ? Page + 1 : null;

    [JsonPropertyName("prev_page"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PrevPage => HasPrev ? Page - 1 : null;

    internal static Pagination Of<T>(Paged<T> page) => new(page.Page, page.PageSize, page.Total, page.TotalPages);
}

/// <summary>The query of a list. A page that is none is the first, a size that is none is the usual one.</summary>
internal sealed class ListQuery(IQueryCollection query)
{
    private const int UsualSize = 20;
    private const int LargestSize = 100;
    private readonly QueryReader reader = new(query);

    public int Page { get; } = Number(query["page"]) is > 0 and var page ? page : 1;

    public int PageSize { get; } = Number(query["page_size"]) is > 0 and <= LargestSize and var size ? size : UsualSize;

    /// <summary>What is wrong with the filters that were read, or null.</summary>
    public Problem? Problem => reader.Problem;

    /// <summary>The value of the first of these names that has one.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (reader.Text(name) is { } text && !string.IsNullOrWhiteSpace(text))
            {
                return text.Trim();
            }
        }

        return null;
    }

    /// <summary>An id to filter by; one that is none finds nothing.</summary>
    public Guid? Id(params ReadOnlySpan<string> names) => Text(names) is not { } text ? null : Guid.TryParse(text, out var id) ? id : Guid.Empty;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

internal static class ListDocs
{
    /// <summary>Documents paging, and the filters of a list.</summary>
    public static TBuilder Lists<TBuilder>(this TBuilder builder, params (string Name, string Description)[] filters) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(
        [
            new QueryParameter("page", "From 1.", IsNumber: true), new QueryParameter("page_size", "1 to 100; 20 when left out or anything else.", IsNumber: true),
            .. filters.Select(f => new QueryParameter(f.Name, f.Description, IsNumber: false)),
        ]);
}
