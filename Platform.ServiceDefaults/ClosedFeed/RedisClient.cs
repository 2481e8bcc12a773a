using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.ClosedFeed;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Redis with health and traces, for feeds without the Aspire packages.</summary>
public static class RedisClientExtensions
{
    /// <summary>Adds <see cref="IConnectionMultiplexer"/> for <c>ConnectionStrings:connectionName</c>, connected at the start.</summary>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        var settings = Settings.Read<StackExchangeRedisSettings>(builder, "Aspire:StackExchange:Redis", connectionName);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.AddSingleton<IConnectionMultiplexer>(services =>
        {
            var options = ConfigurationOptions.Parse(Settings.Required(settings.ConnectionString, connectionName));
            options.AbortOnConnectFail = false;
            options.LoggerFactory ??= services.GetService<ILoggerFactory>();
            configureOptions?.Invoke(options);
            var redis = ConnectionMultiplexer.Connect(options);
            services.GetService<RedisSpans>()?.Attach(redis);
            return redis;
        });

        if (!settings.DisableAutoActivation)
        {
            builder.Services.ActivateSingleton<IConnectionMultiplexer>();
        }

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                "StackExchange.Redis", services => new RedisHealthCheck(services.GetRequiredService<IConnectionMultiplexer>()), failureStatus: null, tags: null));
        }

        if (!settings.DisableTracing)
        {
            builder.Services.AddSingleton<RedisSpans>();
            builder.Services.AddHostedService(services => services.GetRequiredService<RedisSpans>());
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(RedisSpans.SourceName));
        }
    }
}
