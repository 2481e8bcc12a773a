using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.FeatureToggles.Checks;
using Platform.FeatureToggles.Contracts;
using Platform.FeatureToggles.Global;
using Platform.FeatureToggles.Overrides;
using Platform.FeatureToggles.Toggles;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;

namespace Platform.FeatureToggles;

/// <summary>Feature toggles: what is on for all tenants, and what a tenant has of its own.</summary>
public sealed class FeatureTogglesModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<ToggleReader>();
        services.AddResource<GlobalToggles>();
        services.AddFeatures("feature_toggles", "Feature toggles",
            new Feature("feature_toggles.view", "See feature toggles"),
            new Feature("feature_toggles.manage", "Change feature toggles"));
        services.AddNavigation(new NavigationGroup(NavigationArea.Settings, "feature_toggles", "Feature toggles", Order: 60),
            new NavigationItem("feature_toggles", "/backend/feature-toggles/global", "Toggles of the platform", "feature_toggles.manage"),
            new NavigationItem("feature_toggles", "/backend/feature-toggles/overrides", "Overrides", "feature_toggles.view"));
    }

    public void AddHttp(WebApplicationBuilder builder) => builder.Services.AddSingleton<IChangeListener, ToggleChanges>();

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var group = routes.MapBusiness("/api/feature_toggles").WithTags("Feature toggles");
        CheckEndpoints.Map(group);
        OverrideEndpoints.Map(group);
        routes.ServiceProvider.GetRequiredService<GlobalToggles>().MapAll(group);
    }

    public void AddWorkers(IHostApplicationBuilder builder)
    {
    }
}
