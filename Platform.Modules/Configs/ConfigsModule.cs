using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Http;

namespace Platform.Configs;

/// <summary>What administrators of a tenant see and do of the system itself: its cache, its state, and what is left after an upgrade.</summary>
public sealed class ConfigsModule : IModule
{
    public const string ViewCache = "configs.cache.view";
    public const string ManageCache = "configs.cache.manage";
    public const string ViewStatus = "configs.system_status.view";
    public const string Manage = "configs.manage";

    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddFeatures("configs", "Configuration",
        new Feature(ViewCache, "See what is cached", "admin"),
        new Feature(ManageCache, "Empty the cache", "admin"),
        new Feature(ViewStatus, "See how the system is set up", "admin"),
        new Feature(Manage, "Run upgrade actions", "admin"));

    public void AddHttp(WebApplicationBuilder builder)
    {
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var configs = routes.MapBusiness("/api/configs");
        CacheEndpoints.Map(configs);
        SystemStatusEndpoint.Map(configs);
        UpgradeEndpoints.Map(configs);
    }

    public void AddWorkers(IHostApplicationBuilder builder)
    {
    }
}
