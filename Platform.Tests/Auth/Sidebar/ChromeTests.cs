using Platform.Auth.Sidebar;
using Platform.Kernel.Access;

namespace Platform.Tests.Auth.Sidebar;

/// <summary>What modules offer is filtered by features and arranged as settings say.</summary>
public sealed class ChromeTests
{
    private static readonly NavigationGroup[] Groups =
        [new(NavigationArea.Main, "sales", "Sales", 20), new(NavigationArea.Main, "home", "Home", 10), new(NavigationArea.Settings, "auth", "Access")];

    private static readonly NavigationItem[] Items =
    [
        new("sales", "/deals", "Deals", "deals.view"), new("sales", "/orders", "Orders", "orders.view"), new("sales", "/offers", "Offers"),
        new("home", "/start", "Start"), new("auth", "/users", "Users", "users.view"),
    ];

    private static IReadOnlyList<NavGroup> Seen(params string[] features) => Chrome.Groups(Groups, Items, features.Contains);

    [Fact]
    public void Pages_without_the_feature_and_groups_without_a_page_are_left_out()
    {
        Assert.Equal(["home", "sales"], Seen().Select(g => g.Id));
        Assert.Equal(["/deals", "/offers"], Seen("deals.view")[1].Items.Select(i => i.Href));
        Assert.Empty(Chrome.Sections(Groups, Items, NavigationArea.Settings, _ => false));
        Assert.Equal("/users", Assert.Single(Assert.Single(Chrome.Sections(Groups, Items, NavigationArea.Settings, _ => true)).Items).Href);
    }

    [Fact]
    public void Settings_rename_reorder_and_hide_and_leave_the_rest_where_it_was()
    {
        var settings = SidebarSettings.None with
        {
            GroupOrder = ["sales", "unknown"], GroupLabels = new Dictionary<string, string> { ["sales"] = "Business" },
            ItemLabels = new Dictionary<string, string> { ["/deals"] = "Bargains" }, HiddenItems = ["/start"],
            ItemOrder = new Dictionary<string, IReadOnlyList<string>> { ["sales"] = ["/offers", "/nowhere"] },
        };
        var arranged = Chrome.Arrange(Seen("deals.view", "orders.view"), settings);
        Assert.Equal([("sales", "Business", "Sales"), ("home", "Home", "Home")], arranged.Select(g => (g.Id, g.Name, g.DefaultName)));
        Assert.Equal([("/offers", "Offers"), ("/deals", "Bargains"), ("/orders", "Orders")], arranged[0].Items.Select(i => (i.Href, i.Title)));
        Assert.Equal("Deals", arranged[0].Items[1].DefaultTitle);
        Assert.True(arranged[1].Items[0].Hidden);
    }

    [Fact]
    public void What_a_role_hides_a_user_does_not_show_again()
    {
        var hidden = Chrome.Arrange(Seen(), SidebarSettings.None with { HiddenItems = ["/start"] });
        Assert.True(Chrome.Arrange(hidden, SidebarSettings.None)[0].Items[0].Hidden);
    }

    [Fact]
    public void Settings_that_are_too_large_or_name_nothing_are_refused()
    {
        Assert.Null(new SidebarSettingsInput { GroupOrder = [.. Enumerable.Repeat("x", 201)] }.Clean(out var wrong));
        Assert.Equal("groupOrder", wrong);
        Assert.Null(new SidebarSettingsInput { HiddenItems = [" "] }.Clean(out wrong));
        Assert.Equal("hiddenItems", wrong);
        Assert.Null(new SidebarSettingsInput { ItemLabels = new Dictionary<string, string> { ["a"] = new('x', 121) } }.Clean(out wrong));
        Assert.Null(new SidebarSettingsInput { ItemOrder = new Dictionary<string, IReadOnlyList<string>> { ["a"] = [null!] } }.Clean(out wrong));
        Assert.Equal("itemOrder", wrong);
        var clean = new SidebarSettingsInput { GroupOrder = ["a", "a", "b"], GroupLabels = new Dictionary<string, string> { ["a"] = "  ", ["b"] = " B " } }.Clean(out _)!;
        Assert.Equal(["a", "b"], clean.GroupOrder);
        Assert.Equal(new Dictionary<string, string> { ["b"] = "B" }, clean.GroupLabels);
    }
}
