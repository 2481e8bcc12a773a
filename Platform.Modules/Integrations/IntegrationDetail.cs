using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Integrations;

/// <param name="ReauthRequired">Somebody must enter credentials anew.</param>
internal sealed record StateDetail(
    bool IsEnabled, bool ReauthRequired, string? ApiVersion, DateTimeOffset? EnabledAt, string LastHealthStatus, string? LastHealthMessage,
    DateTimeOffset? LastHealthCheckedAt, int? LastHealthLatencyMs);

internal sealed record VersionView(string Id, string Label, bool Default, bool Deprecated);

internal sealed record BundleView(string Id, string Title, string Description, string? Icon, IReadOnlyList<string> IntegrationIds);

/// <summary>An integration by itself.</summary>
internal sealed record IntegrationDetailView(
    IntegrationItem Integration, IReadOnlyList<VersionView> ApiVersions, string? DocsUrl, BundleView? Bundle, StateDetail State, bool HasCredentials,
    IntegrationAnalytics Analytics);

/// <summary>Reading one integration.</summary>
internal static class IntegrationDetail
{
    public static void Map(RouteGroupBuilder integrations) =>
        integrations.MapGet("/{id}", Read).Requires(IntegrationsModule.View).WithSummary("Read an integration");

    private static async Task<Outcome<IntegrationDetailView>> Read(
        string id, IntegrationCatalog catalog, IntegrationStates states, IntegrationVault vault, PlatformDb db, Caller caller, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (catalog.Find(id)?.Definition is not { } definition)
        {
            return IntegrationsModule.Unknown;
        }

        var state = await states.ReadAsync(id, cancellation);
        var has = IntegrationList.HasCredentials(definition, await vault.OwnersAsync(cancellation));
        var analytics = (await IntegrationAnalytics.ReadAsync(db, caller, clock.Now(), cancellation))(id);
        var item = IntegrationList.Item(definition, state, has, analytics);
        var bundle = catalog.BundleOf(definition) is { } found
            ? new BundleView(found.Id, found.Title, found.Description, found.Icon, [.. catalog.All.Where(i => i.BundleId == found.Id).Select(i => i.Id)])
            : null;
        return new IntegrationDetailView(
            item, [.. definition.ApiVersions.Select(v => new VersionView(v.Id, v.Label, v.IsDefault, v.IsDeprecated))], definition.DocsUrl, bundle,
            new StateDetail(state.IsEnabled, state.ReauthRequired, item.ApiVersion, state.EnabledAt, item.HealthStatus, state.HealthMessage,
                state.HealthCheckedAt, state.HealthLatencyMs), has, analytics);
    }
}
