using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Events;
using Platform.Kernel.Jobs;

namespace Platform.Trading.Ingest;

/// <summary>How the ingest of events is plugged in.</summary>
internal static class IngestServices
{
    /// <summary>What the endpoints and the checks of readiness use.</summary>
    public static IServiceCollection AddTradingIngest(this IServiceCollection services) => services
        .AddSingleton<ConsumerStatus>()
        .AddSingleton<IngestMetrics>()
        .AddSingleton<ReplayEstimate>();

    /// <summary>What Workers run.</summary>
    public static IServiceCollection AddTradingIngestWorkers(this IServiceCollection services)
    {
        services.AddStream(TradingStreams.Dead);

        services.AddSingleton(new RetentionRule("trading.event_processing", "processed_at", TradingStreams.RecordsKept));
        services.AddJobHandler<ReplayJob>();
        foreach (var (_, spec) in TradingStreams.Consumers)
        {
            services.AddConsumer<IngestHandler>(spec);
        }

        return services;
    }
}
