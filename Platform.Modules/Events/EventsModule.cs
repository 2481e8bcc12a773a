using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Events.Streaming;
using Platform.Kernel.Http;

namespace Platform.Events;

/// <summary>What happens in the platform: the list of events that there are, and a stream of those that browsers may see.</summary>
public sealed class EventsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
    }

    public void AddHttp(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StreamAccess>();
        builder.Services.AddSingleton<BroadcastHub>();
        builder.Services.AddHostedService(s => s.GetRequiredService<BroadcastHub>());
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var events = routes.MapBusiness("/api/events");
        EventList.Map(events);
        EventStream.Map(events);
    }

    public void AddWorkers(IHostApplicationBuilder builder)
    {
    }
}
