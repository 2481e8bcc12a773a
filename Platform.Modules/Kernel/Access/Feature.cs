using Microsoft.Extensions.DependencyInjection;

namespace Platform.Kernel.Access;

/// <summary>A permission that a module declares; its first segment is the module: <c>dictionaries.manage</c>.</summary>
/// <param name="DefaultRoles">Roles of a new tenant that hold it from the start; <c>superadmin</c> holds everything anyway.</param>
public sealed record Feature(string Id, string Title, params string[] DefaultRoles)
{
    public string Module => Id[..Id.IndexOf('.', StringComparison.Ordinal)];
}

/// <summary>A module that is switched on, as administrators see it.</summary>
public sealed record FeatureModule(string Id, string Title);

public static class FeatureServices
{
    /// <summary>Declares the features of a module.</summary>
    public static IServiceCollection AddFeatures(this IServiceCollection services, string module, string title, params Feature[] features)
    {
        services.AddSingleton(new FeatureModule(module, title));
        foreach (var feature in features)
        {
            services.AddSingleton(feature);
        }

        return services;
    }
}
