using Platform.Kernel.Access;
using Platform.Kernel.Text;

namespace Platform.Auth.Sidebar;

/// <summary>A link of the sidebar. <c>defaultTitle</c> is what its module calls it.</summary>
public sealed record NavItem(string Id, string Href, string Title, string DefaultTitle, bool Enabled, bool Hidden);

/// <summary>A heading of the sidebar.</summary>
public sealed record NavGroup(string Id, string Name, string DefaultName, IReadOnlyList<NavItem> Items);

/// <summary>A link among the settings or in the profile.</summary>
public sealed record SectionItem(string Id, string Label, string Href);

/// <summary>A heading among the settings or in the profile.</summary>
public sealed record Section(string Id, string Label, IReadOnlyList<SectionItem> Items);

/// <summary>Puts together what somebody sees, from what modules offer, what he may do, and how it was arranged for him.</summary>
internal static class Chrome
{
    /// <summary>The main groups with the items that the caller may open, empty groups left out.</summary>
    public static IReadOnlyList<NavGroup> Groups(IEnumerable<NavigationGroup> groups, IEnumerable<NavigationItem> items, Func<string, bool> has) =>
        [.. Seen(groups, items, NavigationArea.Main, has).Select(seen => new NavGroup(
            seen.Group.Id, seen.Group.Title, seen.Group.Title,
            seen.Items.ConvertAll(i => new NavItem(i.Id, i.Href, i.Title, i.Title, Enabled: true, Hidden: false))))];

    public static IReadOnlyList<Section> Sections(
        IEnumerable<NavigationGroup> groups, IEnumerable<NavigationItem> items, NavigationArea area, Func<string, bool> has) =>
        [.. Seen(groups, items, area, has).Select(seen => new Section(
            seen.Group.Id, seen.Group.Title, seen.Items.ConvertAll(i => new SectionItem(i.Id, i.Title, i.Href))))];

    /// <summary>Renames, reorders and hides as the settings say; what they do not name stays where it was, after what they do.</summary>
    public static IReadOnlyList<NavGroup> Arrange(IReadOnlyList<NavGroup> groups, SidebarSettings settings) =>
        [.. Ordered(groups, g => g.Id, settings.GroupOrder).Select(group => group with
        {
            Name = settings.GroupLabels.GetValueOrDefault(group.Id, group.Name),
            Items = [.. Ordered(group.Items, i => i.Href, settings.ItemOrder.GetValueOrDefault(group.Id, [])).Select(item => item with
            {
                Title = settings.ItemLabels.GetValueOrDefault(item.Href, item.Title),
                Hidden = item.Hidden || settings.HiddenItems.Contains(item.Href),
            })],
        })];

    private static IEnumerable<T> Ordered<T>(IEnumerable<T> items, Func<T, string> key, IReadOnlyList<string> order)
    {
        var places = order.Select((name, place) => (name, place)).ToDictionary(o => o.name, o => o.place, StringComparer.Ordinal);
        return items.OrderBy(item => places.GetValueOrDefault(key(item), int.MaxValue));
    }

    private static IEnumerable<(NavigationGroup Group, List<NavigationItem> Items)> Seen(
        IEnumerable<NavigationGroup> groups, IEnumerable<NavigationItem> items, NavigationArea area, Func<string, bool> has)
    {
        var open = items.Where(i => i.Features.All(has)).ToLookup(i => i.GroupId);
        return groups.Where(g => g.Area == area).DistinctBy(g => g.Id).OrderBy(g => g.Order).ThenBy(g => g.Title, SortOrder.People)
            .Select(g => (g, open[g.Id].ToList())).Where(g => g.Item2.Count > 0);
    }
}
