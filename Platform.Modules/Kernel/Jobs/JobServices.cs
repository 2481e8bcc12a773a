using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>How jobs are plugged into the hosts.</summary>
internal static class JobServices
{
    public static IServiceCollection AddJobWorkers(this IServiceCollection services) => services
        .AddStream(JobQueue.Stream)
        .AddStream(JobQueue.DeadStream)
        .AddHostedService<JobRunner>()
        .AddSingleton(new RetentionRule("jobs.jobs", "finished_at", TimeSpan.FromDays(90)))
        .AddHostedService<Retention>();

    public static IServiceCollection AddJobHandler<THandler>(this IServiceCollection services) where THandler : class, IJobHandler =>
        services.AddSingleton<IJobHandler, THandler>();
}
