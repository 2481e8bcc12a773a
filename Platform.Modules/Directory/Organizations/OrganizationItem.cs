using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;

namespace Platform.Directory.Organizations;

/// <summary>Which organizations, and in which form.</summary>
[ValidatableType]
public sealed record OrganizationQuery(
    [property: FromQuery, OneOf("options", "tree", "manage")] string? View,
    [property: FromQuery, Range(1, 1_000_000)] int? Page,
    [property: FromQuery, Range(1, 200)] int? PageSize,
    [property: FromQuery, Text(0, 200)] string? Search,
    [property: FromQuery, StringLength(200 * 37)] string? Ids,
    [property: FromQuery, OneOf("true", "false", "1", "0", "yes", "no", InQuery = true, IgnoreCase = true)] string? IncludeInactive,
    [property: FromQuery, OneOf("all", "active", "inactive")] string? Status)
{
    /// <summary>What is no id finds nothing.</summary>
    internal IReadOnlySet<Guid>? IdSet => string.IsNullOrWhiteSpace(Ids) ? null : ValueList.First(Ids)
        .Select(text => Guid.TryParseExact(text, "D", out var id) ? id : (Guid?)null).OfType<Guid>().ToHashSet();

    internal bool Keeps(Organization row) =>
        (Status ?? (View == "manage" || IncludeInactive?.ToUpperInvariant() is "TRUE" or "1" or "YES" ? "all" : "active")) switch
        {
            "active" => row.IsActive,
            "inactive" => !row.IsActive,
            _ => true,
        }
        && (string.IsNullOrWhiteSpace(Search) || FoldedText.Contains(row.Name, Search) || FoldedText.Contains(row.Slug, Search));
}

/// <summary>An organization and its place in the tree.</summary>
/// <param name="TreePath">Ids from the root to the organization itself, separated by slashes.</param>
/// <param name="PathLabel">The same in names.</param>
/// <param name="Children">Only in the view <c>tree</c>.</param>
public sealed record OrganizationItem(
    Guid Id, string Name, string? Slug, string? LogoUrl, Guid TenantId, string? TenantName, Guid? ParentId, string? ParentName, int Depth, Guid RootId, string TreePath, string PathLabel,
    IReadOnlyList<Guid> AncestorIds, IReadOnlyList<Guid> ChildIds, IReadOnlyList<Guid> DescendantIds, int ChildrenCount, int DescendantsCount,
    bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<OrganizationItem> Children)
{
    /// <summary>Values of fields that the tenant has defined, only in the view <c>manage</c>.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Custom { get; init; }
}

/// <summary>Organizations in the order of the tree; in the view <c>manage</c> a page of them.</summary>
public sealed record OrganizationPage(IReadOnlyList<OrganizationItem> Items, int Total, int Page, int PageSize, int TotalPages);
