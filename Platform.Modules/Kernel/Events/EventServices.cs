using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NATS.Client.Core;

namespace Platform.Kernel.Events;

/// <summary>How events are plugged into the hosts.</summary>
internal static class EventServices
{
    /// <summary>What both hosts use.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        // Thousands of acknowledgements a second, each with a span of its own, would drown the traces of the events.
        NatsInstrumentationOptions.Default.Filter = message => !message.Subject.StartsWith("$JS.", StringComparison.Ordinal);
        services.TryAddSingleton<JetStreamSetup>();
        services.TryAddSingleton<StreamHistory>();
        return services;
    }

    /// <summary>What Workers run for all modules: streams and the outbox.</summary>
    public static IServiceCollection AddEventWorkers(this IServiceCollection services) => services
        .AddEvents()
        .AddStream(StreamSpec.Events)
        .AddStream(PlatformEventHandler.DeadStream)
        .AddHostedService<OutboxRelay>();

    /// <summary>A stream that must be there before the outbox is relayed.</summary>
    public static IServiceCollection AddStream(this IServiceCollection services, StreamSpec stream) => services.AddSingleton(stream);

    /// <summary>A consumer that one Worker at a time runs.</summary>
    public static IServiceCollection AddConsumer<THandler>(this IServiceCollection services, ConsumerSpec spec) where THandler : class, IBatchHandler
    {
        services.AddStream(spec.Stream);
        services.TryAddSingleton<BatchTurns>();
        services.TryAddSingleton<THandler>();
        return services.AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<OrderedConsumer>(provider, spec, provider.GetRequiredService<THandler>()));
    }
}
