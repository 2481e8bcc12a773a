using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Customers.Legacy;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;

namespace Platform.Customers.Interactions;

/// <summary>How the timeline is plugged into the module.</summary>
internal static class Timeline
{
    public static IServiceCollection AddTimeline(this IServiceCollection services)
    {
        services.AddSingleton<NextInteractions>();
        services.AddSingleton<IUndoRule, InteractionRewind>();
        services.AddSingleton<TaskList>();

        // The same rows in other words: the kit knows them by the resource below.
        services.AddSingleton<ActivityResource>();
        services.AddSingleton<TodoResource>();
        return services.AddResource<InteractionResource>();
    }

    public static void MapTimeline(this RouteGroupBuilder group)
    {
        var services = ((IEndpointRouteBuilder)group).ServiceProvider;
        var tasks = services.GetRequiredService<TaskList>();
        services.GetRequiredService<InteractionResource>().MapAll(group);
        group.MapGet("/interactions/tasks", tasks.ListAsync).Requires("customers.interactions.view").TakesQuery(TaskList.Declared).Describes(tasks);
        Conflicts.Map(group);
        Counts.Map(group);
        TimelineWidgets.Map(group);
        var legacy = group.MapLegacy();
        services.GetRequiredService<ActivityResource>().Map(legacy, "/activities");
        services.GetRequiredService<TodoResource>().MapAll(legacy, tasks);
    }
}
