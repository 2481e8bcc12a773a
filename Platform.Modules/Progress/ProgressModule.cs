using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Jobs;

namespace Platform.Progress;

/// <summary>Follows long work: what Workers do, and what clients do and report here.</summary>
public sealed class ProgressModule : IModule
{
    public const string View = "progress.view";
    public const string Create = "progress.create";
    public const string Update = "progress.update";
    public const string Cancel = "progress.cancel";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddFeatures("progress", "Progress",
            new Feature(View, "See jobs and their progress", "admin", "employee"),
            new Feature(Create, "Start jobs that a client reports on", "admin"),
            new Feature(Update, "Report on the progress of jobs", "admin"),
            new Feature(Cancel, "Cancel jobs", "admin"));
        builder.Services.AddEventTypes(
            new EventType(JobEvents.Created, "Job created", Broadcast: true),
            new EventType(JobEvents.Started, "Job started", Broadcast: true),
            new EventType(JobEvents.Updated, "Job progressed", Broadcast: true, Triggers: false),
            new EventType(JobEvents.Completed, "Job completed", Broadcast: true),
            new EventType(JobEvents.Failed, "Job failed", Broadcast: true),
            new EventType(JobEvents.Cancelled, "Job cancelled", Broadcast: true));
    }

    public void AddHttp(WebApplicationBuilder builder)
    {
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var progress = routes.MapBusiness("/api/progress");
        JobList.Map(progress);
        JobEndpoints.Map(progress);
    }

    public void AddWorkers(IHostApplicationBuilder builder) => builder.Services.AddHostedService<StaleJobs>();
}
