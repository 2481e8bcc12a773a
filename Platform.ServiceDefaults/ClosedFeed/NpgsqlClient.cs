using Aspire.Npgsql;
using Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.ServiceDefaults.ClosedFeed;

namespace Microsoft.Extensions.Hosting;

/// <summary>PostgreSQL with health, traces and metrics, for feeds without the Aspire packages.</summary>
public static class NpgsqlClientExtensions
{
    /// <summary>Adds <see cref="NpgsqlDataSource"/> and <see cref="NpgsqlConnection"/> for <c>ConnectionStrings:connectionName</c>.</summary>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
    {
        var settings = Settings.Read<NpgsqlSettings>(builder, "Aspire:Npgsql", connectionName);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.AddSingleton(services =>
        {
            var source = new NpgsqlDataSourceBuilder(Settings.Required(settings.ConnectionString, connectionName));
            source.UseLoggerFactory(services.GetService<ILoggerFactory>());
            configureDataSourceBuilder?.Invoke(source);
            return source.Build();
        });
        builder.Services.AddTransient(services => services.GetRequiredService<NpgsqlDataSource>().CreateConnection());

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                "PostgreSql", services => new NpgsqlHealthCheck(services.GetRequiredService<NpgsqlDataSource>()), failureStatus: null, tags: null));
        }

        builder.AddNpgsqlTelemetry(settings.DisableTracing, settings.DisableMetrics);
    }

    /// <summary>Adds retries, the command timeout and a health check to a context that is registered already.</summary>
    public static void EnrichNpgsqlDbContext<TContext>(
        this IHostApplicationBuilder builder,
        Action<NpgsqlEntityFrameworkCorePostgreSQLSettings>? configureSettings = null)
        where TContext : DbContext
    {
        if (builder.Services.All(service => service.ServiceType != typeof(TContext)))
        {
            throw new InvalidOperationException($"{typeof(TContext).Name} is not registered: call AddDbContext before.");
        }

        var settings = Settings.Read<NpgsqlEntityFrameworkCorePostgreSQLSettings>(
            builder, "Aspire:Npgsql:EntityFrameworkCore:PostgreSQL", typeof(TContext).Name);
        configureSettings?.Invoke(settings);

        if (!settings.DisableRetry || settings.CommandTimeout is not null)
        {
            builder.Services.ConfigureDbContext<TContext>(context => context.UseNpgsql(npgsql =>
            {
                if (!settings.DisableRetry)
                {
                    npgsql.EnableRetryOnFailure();
                }

                npgsql.CommandTimeout(settings.CommandTimeout);
            }));
        }

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().AddCheck<DbContextHealthCheck<TContext>>(typeof(TContext).Name);
        }

        builder.AddNpgsqlTelemetry(settings.DisableTracing, settings.DisableMetrics);
    }

    private static void AddNpgsqlTelemetry(this IHostApplicationBuilder builder, bool withoutTracing, bool withoutMetrics)
    {
        var telemetry = builder.Services.AddOpenTelemetry();
        if (!withoutTracing)
        {
            telemetry.WithTracing(tracing => tracing.AddNpgsql());
        }

        if (!withoutMetrics)
        {
            telemetry.WithMetrics(metrics => metrics.AddMeter("Npgsql"));
        }
    }
}
