using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Platform;

/// <summary>A part of the platform: what it serves, what it consumes and what it seeds, plugged into every host.</summary>
public interface IModule
{
    /// <summary>Services that both hosts use.</summary>
    void AddServices(IHostApplicationBuilder builder);

    /// <summary>Services that only Api uses.</summary>
    void AddHttp(WebApplicationBuilder builder);

    /// <summary>Endpoints, served by Api.</summary>
    void MapEndpoints(IEndpointRouteBuilder routes);

    /// <summary>Consumers, jobs and schedules, run by Workers.</summary>
    void AddWorkers(IHostApplicationBuilder builder);
}
