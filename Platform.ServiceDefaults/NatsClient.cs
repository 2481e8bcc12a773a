using Aspire.NATS.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Microsoft.Extensions.Hosting;

/// <summary>NATS and JetStream with health and traces, with the signatures, settings and names of the package Aspire.NATS.Net, which the feed lacks.</summary>
public static class NatsClientExtensions
{
    /// <inheritdoc cref="AddNatsClient(IHostApplicationBuilder, string, Action{NatsClientSettings}?, Func{IServiceProvider, NatsOpts, NatsOpts}?)"/>
    public static void AddNatsClient(this IHostApplicationBuilder builder, string connectionName) =>
        Add(builder, connectionName, configureSettings: null, configureOptions: null);

    /// <inheritdoc cref="AddNatsClient(IHostApplicationBuilder, string, Action{NatsClientSettings}?, Func{IServiceProvider, NatsOpts, NatsOpts}?)"/>
    public static void AddNatsClient(this IHostApplicationBuilder builder, string connectionName, Action<NatsClientSettings>? configureSettings) =>
        Add(builder, connectionName, configureSettings, configureOptions: null);

    /// <inheritdoc cref="AddNatsClient(IHostApplicationBuilder, string, Action{NatsClientSettings}?, Func{IServiceProvider, NatsOpts, NatsOpts}?)"/>
    public static void AddNatsClient(this IHostApplicationBuilder builder, string connectionName, Func<NatsOpts, NatsOpts>? configureOptions) =>
        Add(builder, connectionName, configureSettings: null, WithoutServices(configureOptions));

    /// <inheritdoc cref="AddNatsClient(IHostApplicationBuilder, string, Action{NatsClientSettings}?, Func{IServiceProvider, NatsOpts, NatsOpts}?)"/>
    public static void AddNatsClient(this IHostApplicationBuilder builder, string connectionName, Func<IServiceProvider, NatsOpts, NatsOpts>? configureOptions) =>
        Add(builder, connectionName, configureSettings: null, configureOptions);

    /// <inheritdoc cref="AddNatsClient(IHostApplicationBuilder, string, Action{NatsClientSettings}?, Func{IServiceProvider, NatsOpts, NatsOpts}?)"/>
    public static void AddNatsClient(
        this IHostApplicationBuilder builder, string connectionName, Action<NatsClientSettings>? configureSettings, Func<NatsOpts, NatsOpts>? configureOptions) =>
        Add(builder, connectionName, configureSettings, WithoutServices(configureOptions));

    /// <summary>Adds <see cref="INatsConnection"/> and <see cref="INatsClient"/> for <c>ConnectionStrings:connectionName</c>.</summary>
    public static void AddNatsClient(
        this IHostApplicationBuilder builder, string connectionName, Action<NatsClientSettings>? configureSettings, Func<IServiceProvider, NatsOpts, NatsOpts>? configureOptions) =>
        Add(builder, connectionName, configureSettings, configureOptions);

    /// <summary>Adds <see cref="INatsJSContext"/> over the NATS connection.</summary>
    public static void AddNatsJetStream(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<INatsJSContext>(services => new NatsJSContext(services.GetRequiredService<INatsConnection>()));

    private static void Add(
        IHostApplicationBuilder builder, string name, Action<NatsClientSettings>? configureSettings, Func<IServiceProvider, NatsOpts, NatsOpts>? configureOptions)
    {
        var section = builder.Configuration.GetSection("Aspire:NATS:Net");
        var settings = new NatsClientSettings();
        section.Bind(settings);
        section.GetSection(name).Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(name) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.AddSingleton(services =>
        {
            var options = NatsOpts.Default with
            {
                Url = settings.ConnectionString is { Length: > 0 } url ? url : throw new InvalidOperationException($"ConnectionStrings:{name} is missing from the configuration."),
            };
            if (services.GetService<ILoggerFactory>() is { } loggers)
            {
                options = options with { LoggerFactory = loggers };
            }

            return new NatsConnection(configureOptions?.Invoke(services, options) ?? options);
        });
        builder.Services.AddSingleton<INatsConnection>(services => services.GetRequiredService<NatsConnection>());
        builder.Services.AddSingleton<INatsClient>(services => services.GetRequiredService<NatsConnection>());

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                "NATS", services => new NatsHealthCheck(services.GetRequiredService<INatsConnection>()), failureStatus: null, tags: null));
        }

        if (!settings.DisableTracing)
        {
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("NATS.Net"));
        }
    }

    private static Func<IServiceProvider, NatsOpts, NatsOpts>? WithoutServices(Func<NatsOpts, NatsOpts>? configure) =>
        configure is null ? null : (_, options) => configure(options);
}
