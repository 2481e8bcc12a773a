using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.FeatureToggles.Toggles;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;

namespace Platform.FeatureToggles.Overrides;

/// <summary>Which toggles of the tenant, in which order.</summary>
[ValidatableType]
public sealed record OverrideQuery(
    [property: FromQuery, Text(0, 200)] string? Category,
    [property: FromQuery, Text(0, 200)] string? Name,
    [property: FromQuery, Text(0, 200)] string? Identifier,
    [property: FromQuery, OneOf("identifier", "name", "category", "type", "createdAt", "updatedAt", InQuery = true)] string? SortField,
    [property: FromQuery, OneOf("asc", "desc", InQuery = true, IgnoreCase = true)] string? SortDir,
    [property: FromQuery, Range(1, 1_000_000)] int? Page,
    [property: FromQuery, Range(1, 200)] int? PageSize);

/// <summary>A toggle and whether the tenant has it on, off, or as everybody has it.</summary>
/// <param name="Id">The override's id; the toggle's own while there is none.</param>
/// <param name="OverrideState"><c>enabled</c>, <c>disabled</c>, or <c>inherit</c> for the default; <c>enabled</c> for every override that is not boolean.</param>
/// <param name="Value">What holds for the tenant: its own value where it has one, else the default.</param>
/// <param name="DefaultState">Whether the default is on; for types other than boolean, whether there is a default.</param>
public sealed record OverrideItem(
    Guid Id, Guid ToggleId, string OverrideState, string Identifier, string Name, string? Category, bool DefaultState,
    Guid TenantId, string? TenantName, string ToggleType, bool IsOverride, JsonElement? Value, JsonElement? OverrideValue, JsonElement? DefaultValue);

/// <summary>A page of toggles as the tenant has them.</summary>
public sealed record OverridePage(IReadOnlyList<OverrideItem> Items, int Total, int Page, int PageSize, int TotalPages, bool IsSuperAdmin);

/// <summary>The list of toggles with the tenant's own values.</summary>
internal static class OverrideList
{
    private static readonly Dictionary<string, Expression<Func<FeatureToggle, object?>>> Sorts = new()
    {
        ["identifier"] = t => t.Identifier,
        ["name"] = t => t.Name,
        ["category"] = t => t.Category,
        ["type"] = t => t.Type,
        ["createdAt"] = t => t.CreatedAt,
        ["updatedAt"] = t => t.UpdatedAt,
    };

    public static async Task<Outcome<OverridePage>> ReadAsync([AsParameters] OverrideQuery query, Caller caller, PlatformDb db, CancellationToken cancellation)
    {
        var toggles = db.Set<FeatureToggle>().AsNoTracking();
        if (query.Category is { Length: > 0 } category)
        {
            toggles = toggles.Where(t => EF.Functions.Like(FoldedText.Column(t.Category), Like.Containing(category), Like.Escape));
        }

        if (query.Name is { Length: > 0 } name)
        {
            toggles = toggles.Where(t => EF.Functions.Like(FoldedText.Column(t.Name), Like.Containing(name), Like.Escape));
        }

        if (query.Identifier is { Length: > 0 } identifier)
        {
            toggles = toggles.Where(t => EF.Functions.Like(FoldedText.Column(t.Identifier), Like.Containing(identifier), Like.Escape));
        }

        var sort = Sorts[query.SortField is { Length: > 0 } field ? field : "identifier"];
        var sorted = ("desc".Equals(query.SortDir, StringComparison.OrdinalIgnoreCase) ? toggles.OrderByDescending(sort) : toggles.OrderBy(sort)).ThenBy(t => t.Id);
        var page = await sorted.ToPageAsync(query.Page ?? 1, query.PageSize ?? 50, cancellation);
        var ids = page.Items.Select(t => t.Id).ToList();
        var own = await db.Set<ToggleOverride>().AsNoTracking().Where(o => ids.Contains(o.ToggleId)).ToDictionaryAsync(o => o.ToggleId, cancellation);
        var tenantName = await db.Set<Tenant>().Where(t => t.Id == caller.TenantId).Select(t => t.Name).SingleOrDefaultAsync(cancellation);
        return new OverridePage(
            [.. page.Items.Select(t => Show(t, own.GetValueOrDefault(t.Id), caller.TenantId, tenantName))],
            page.Total, page.Page, page.PageSize, page.TotalPages, caller.IsSuperAdmin);
    }

    private static OverrideItem Show(FeatureToggle toggle, ToggleOverride? own, Guid tenant, string? tenantName) => new(
        own?.Id ?? toggle.Id, toggle.Id,
        own is null ? "inherit" : toggle.Type != ToggleValue.Boolean || own.Value == "true" ? "enabled" : "disabled",
        toggle.Identifier, toggle.Name, toggle.Category,
        toggle.Type == ToggleValue.Boolean ? toggle.DefaultValue == "true" : toggle.DefaultValue is not null,
        tenant, tenantName, toggle.Type, own is not null, ToggleValue.Show(own is null ? toggle.DefaultValue : own.Value), ToggleValue.Show(own?.Value), ToggleValue.Show(toggle.DefaultValue));
}
