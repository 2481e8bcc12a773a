using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Kernel.Access;
using Platform.Kernel.Http;

namespace Platform.Auth.Sidebar;

/// <summary>All that the chrome of an administration needs to know of the caller.</summary>
public sealed record Nav(
    IReadOnlyList<NavGroup> Groups,
    IReadOnlyList<Section> SettingsSections, IReadOnlyList<string> SettingsPathPrefixes,
    IReadOnlyList<Section> ProfileSections, IReadOnlyList<string> ProfilePathPrefixes,
    IReadOnlyList<string> GrantedFeatures, IReadOnlyList<string> Roles);

/// <summary>What the caller's administration links to.</summary>
internal static class NavEndpoint
{
    public static void Map(RouteGroupBuilder auth) =>
        auth.MapGet("/admin/nav", ReadAsync).WithSummary("Read what the administration shows you")
            .WithDescription("Pages that you lack a feature for are left out; what you or your roles hide is marked as hidden.");

    private static async Task<Outcome<Nav>> ReadAsync(
        IEnumerable<NavigationGroup> groups, IEnumerable<NavigationItem> items, Preferences preferences, Caller caller, HttpContext http, CancellationToken cancellation)
    {
        var (declared, pages) = (groups.ToList(), items.ToList());
        var arranged = (await preferences.EffectiveAsync(RequestLocale.Of(http.Request) ?? RequestLocale.Original, cancellation))
            .Aggregate(Chrome.Groups(declared, pages, caller.Has), Chrome.Arrange);
        var settings = Chrome.Sections(declared, pages, NavigationArea.Settings, caller.Has);
        var profile = Chrome.Sections(declared, pages, NavigationArea.Profile, caller.Has);
        return new Nav(arranged, settings, Prefixes(settings), profile, Prefixes(profile), caller.IsSuperAdmin ? ["*"] : caller.Grants.Features, caller.Roles);
    }

    private static List<string> Prefixes(IEnumerable<Section> sections) => [.. sections.SelectMany(s => s.Items).Select(i => i.Href)];
}
