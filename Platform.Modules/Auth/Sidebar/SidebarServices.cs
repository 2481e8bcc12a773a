using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;

namespace Platform.Auth.Sidebar;

/// <summary>What the sidebar needs, and where its own pages are.</summary>
internal static class SidebarServices
{
    public static IServiceCollection AddSidebar(this IServiceCollection services) => services
        .AddScoped<Preferences>()
        .AddNavigation(new NavigationGroup(NavigationArea.Settings, "auth", "Users and access", Order: 10),
            new NavigationItem("auth", "/backend/auth/users", "Users", "auth.users.list"),
            new NavigationItem("auth", "/backend/auth/roles", "Roles", "auth.roles.list"),
            new NavigationItem("auth", "/backend/auth/sidebar", "Sidebar", SidebarEndpoints.Manage))
        .AddNavigation(new NavigationGroup(NavigationArea.Profile, "profile", "Profile"),
            new NavigationItem("profile", "/backend/profile", "Your profile"));
}
