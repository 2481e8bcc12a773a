using Microsoft.Extensions.DependencyInjection;

namespace Platform.Kernel.Access;

/// <summary>Where in an administration's chrome a page is linked.</summary>
public enum NavigationArea
{
    Main,
    Settings,
    Profile,
}

/// <summary>A heading with pages under it.</summary>
/// <param name="Order">Smaller ones come first.</param>
public sealed record NavigationGroup(NavigationArea Area, string Id, string Title, int Order = 100);

/// <summary>A page that a module offers to whoever has the features.</summary>
public sealed record NavigationItem(string GroupId, string Href, string Title, params string[] Features)
{
    /// <summary>The last part of the address.</summary>
    public string Id => Href[(Href.LastIndexOf('/') + 1)..];
}

public static class NavigationServices
{
    /// <summary>Declares a heading and the pages under it, in order.</summary>
    public static IServiceCollection AddNavigation(this IServiceCollection services, NavigationGroup group, params NavigationItem[] items)
    {
        services.AddSingleton(group);
        foreach (var item in items)
        {
            services.AddSingleton(item);
        }

        return services;
    }
}
