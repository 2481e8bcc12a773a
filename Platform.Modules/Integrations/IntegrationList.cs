using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Validation;
using Platform.Integrations.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.Integrations;

/// <summary>Which integrations to list.</summary>
/// <param name="Sort"><c>title</c> (the default), <c>category</c>, <c>isEnabled</c>, <c>healthStatus</c>, <c>enabledAt</c> or <c>lastActivityAt</c>.</param>
[ValidatableType]
public sealed record IntegrationQuery(
    [property: FromQuery(Name = "q"), MaxLength(200)] string? Q,
    [property: FromQuery(Name = "category"), MaxLength(100)] string? Category,
    [property: FromQuery(Name = "bundleId"), MaxLength(100)] string? BundleId,
    [property: FromQuery(Name = "isEnabled")] bool? IsEnabled,
    [property: FromQuery(Name = "healthStatus"), OneOf("healthy", "degraded", "unhealthy", IntegrationList.Unconfigured, InQuery = true)] string? HealthStatus,
    [property: FromQuery(Name = "sort"), OneOf("title", "category", "isEnabled", "healthStatus", "enabledAt", "lastActivityAt", InQuery = true)] string? Sort,
    [property: FromQuery(Name = "order"), OneOf("asc", "desc", InQuery = true, IgnoreCase = true)] string? Order,
    [property: FromQuery(Name = "page"), Range(1, 1_000_000)] int? Page,
    [property: FromQuery(Name = "pageSize"), Range(1, 100)] int? PageSize,
    [property: FromQuery(Name = "ids"), MaxLength(8000)] string? Ids);

internal sealed record IntegrationItem(
    string Id, string Title, string? Description, string? Category, IReadOnlyList<string> Tags, string? Hub, string? ProviderKey, string? BundleId, string? Icon,
    string? Author, string? Company, string? Version, bool HasCredentials, bool IsEnabled, string? ApiVersion, string HealthStatus,
    DateTimeOffset? LastHealthCheckedAt, int? LastHealthLatencyMs, DateTimeOffset? EnabledAt, IntegrationAnalytics Analytics);

internal sealed record BundleItem(string Id, string Title, string Description, string? Icon, int IntegrationCount, int EnabledCount);

internal sealed record IntegrationPage(
    IReadOnlyList<IntegrationItem> Items, int Total, int Page, int PageSize, int TotalPages, IReadOnlyList<BundleItem> Bundles);

/// <summary>All integrations with what the caller's organization has made of them.</summary>
internal static class IntegrationList
{
    private const int DefaultPageSize = 50;

    public const string Unconfigured = "unconfigured";

    public static void Map(RouteGroupBuilder integrations) =>
        integrations.MapGet("", List).Requires(IntegrationsModule.View).WithSummary("List integrations");

    private static async Task<Outcome<IntegrationPage>> List(
        [AsParameters] IntegrationQuery query, IntegrationCatalog catalog, IntegrationStates states, IntegrationVault vault, PlatformDb db, Caller caller,
        TimeProvider clock, CancellationToken cancellation)
    {
        var known = await states.AllAsync(cancellation);
        var owners = await vault.OwnersAsync(cancellation);
        var analytics = await IntegrationAnalytics.ReadAsync(db, caller, clock.Now(), cancellation);
        var all = catalog.All.Select(d => Item(d, known.GetValueOrDefault(d.Id), HasCredentials(d, owners), analytics(d.Id))).ToList();
        var found = Sort(all.Where(i => Matches(i, query)), query).ToList();
        var (page, size) = (query.Page ?? 1, query.PageSize ?? DefaultPageSize);
        var bundles = catalog.Bundles.OrderBy(b => b.Title, SortOrder.People).Select(b => new BundleItem(
            b.Id, b.Title, b.Description, b.Icon, all.Count(i => i.BundleId == b.Id), all.Count(i => i.BundleId == b.Id && i.IsEnabled))).ToList();
        return new IntegrationPage([.. found.Skip((page - 1) * size).Take(size)], found.Count, page, size, (found.Count + size - 1) / size, bundles);
    }

    public static bool HasCredentials(IntegrationDefinition definition, HashSet<string> owners) =>
        owners.Contains(definition.Id) || (definition.BundleId is { } bundle && owners.Contains(bundle));

    public static IntegrationItem Item(IntegrationDefinition definition, IntegrationState? state, bool hasCredentials, IntegrationAnalytics analytics) => new(
        definition.Id, definition.Title, definition.Description, definition.Category, definition.Tags, definition.Hub, definition.ProviderKey,
        definition.BundleId, definition.Icon, definition.Author, definition.Company, definition.Version, hasCredentials, state?.IsEnabled ?? false,
        VersionOf(definition, state), state?.HealthStatus ?? Unconfigured, state?.HealthCheckedAt, state?.HealthLatencyMs, state?.EnabledAt, analytics);

    /// <summary>The chosen version while there is such a one, else the default.</summary>
    public static string? VersionOf(IntegrationDefinition definition, IntegrationState? state) =>
        definition.ApiVersions.FirstOrDefault(v => v.Id == state?.ApiVersion)?.Id
        ?? definition.ApiVersions.OrderByDescending(v => v.IsDefault).FirstOrDefault()?.Id;

    private static bool Matches(IntegrationItem item, IntegrationQuery query)
    {
        var ids = query.Ids is { } text ? ValueList.First(text) : null;
        return (query.Category is null or "" || item.Category == query.Category)
            && (query.BundleId is null or "" || item.BundleId == query.BundleId)
            && (query.IsEnabled is null || item.IsEnabled == query.IsEnabled)
            && (query.HealthStatus is null or "" || item.HealthStatus == query.HealthStatus)
            && (ids is null or [] || ids.Contains(item.Id, StringComparer.Ordinal))
            && (query.Q is null or "" || item.Tags.Append(item.Id).Append(item.Title).Append(item.Description).Append(item.Company)
                .Any(t => FoldedText.Contains(t, query.Q)));
    }

    private static readonly Comparer<object?> Values = Comparer<object?>.Create((x, y) =>
        x is string one && y is string other ? SortOrder.People.Compare(one, other) : Comparer<object?>.Default.Compare(x, y));

    private static IEnumerable<IntegrationItem> Sort(IEnumerable<IntegrationItem> items, IntegrationQuery query)
    {
        Func<IntegrationItem, object?> key = query.Sort switch
        {
            "category" => i => i.Category,
            "isEnabled" => i => i.IsEnabled,
            "healthStatus" => i => i.HealthStatus,
            "enabledAt" => i => i.EnabledAt,
            "lastActivityAt" => i => i.Analytics.LastActivityAt,
            _ => i => i.Title,
        };
        var sorted = string.Equals(query.Order, "desc", StringComparison.OrdinalIgnoreCase) ? items.OrderByDescending(key, Values) : items.OrderBy(key, Values);
        return sorted.ThenBy(i => i.Id, StringComparer.Ordinal);
    }
}
