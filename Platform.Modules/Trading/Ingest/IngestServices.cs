using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
        services.AddSingleton(new RetentionRule("trading.bot_keys", "deleted_at", TradingStreams.RecordsKept));
        services.AddOptions<SignatureOptions>().BindConfiguration(SignatureOptions.Section)
            .PostConfigure<IHostEnvironment>((options, environment) => options.RequireSignatures ??= !environment.IsDevelopment());
        services.AddSingleton<EventReader>();
        services.AddSingleton<UnprovenBudget>();
        services.AddJobHandler<ReplayJob>();
        foreach (var (_, spec) in TradingStreams.Consumers)
        {
            services.AddConsumer<IngestHandler>(spec);
        }

        return services;
    }
}
