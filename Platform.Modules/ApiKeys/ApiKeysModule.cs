using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.ApiKeys;

/// <summary>Keys by which programs use the business surface.</summary>
public sealed class ApiKeysModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) => builder.Services
        .AddFeatures("api_keys", "API keys",
            new Feature("api_keys.view", "See API keys", "admin"),
            new Feature("api_keys.create", "Create API keys", "admin"),
            new Feature("api_keys.delete", "Delete API keys", "admin"))
        .AddEventTypes(
            new EventType("api_keys.api_key.created", "API key created", Broadcast: true),
            new EventType("api_keys.api_key.deleted", "API key deleted", Broadcast: true));

    public void AddHttp(WebApplicationBuilder builder)
    {
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        KeyEndpoints.Map(routes.MapBusiness("/api/api_keys/keys").WithTags("API keys"));
    }

    public void AddWorkers(IHostApplicationBuilder builder)
    {
    }
}
