using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Platform.Kernel.Data;

/// <summary>The connections of every process: PostgreSQL, Redis and NATS.</summary>
public static class Connections
{
    /// <summary>Replies to the platform travel under a prefix that bots may not read.</summary>
    public const string InboxPrefix = "_INBOX_platform";

    public static void AddPlatformConnections(this IHostApplicationBuilder builder)
    {
        builder.AddNpgsqlDataSource("platformdb", settings => settings.DisableHealthChecks = true, source =>
        {
            // The scope of a connection must not outlive its use.
            source.ConnectionStringBuilder.NoResetOnClose = false;
            source.ConnectionStringBuilder.MaxAutoPrepare = 100;
            source.ConnectionStringBuilder.AutoPrepareMinUsages = 2;

            // A batch of events is a megabyte or more of parameters; each flush of the default 8 kB is a system call and an await.
            source.ConnectionStringBuilder.WriteBufferSize = 64 * 1024;

            // Polling an empty outbox belongs to no trace, and what a probe asks to one that nobody keeps.
            source.ConfigureTracing(tracing => tracing
                .ConfigureCommandFilter(_ => Activity.Current is { Recorded: true })
                .ConfigureBatchFilter(_ => Activity.Current is { Recorded: true }));
        });
        builder.Services.AddScoped<Actor>();
        builder.Services.AddPooledDbContextFactory<PlatformDb>(Configure);
        builder.Services.AddPooledDbContextFactory<CrossTenantDb>(Configure);
        builder.Services.AddScoped(services => services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContext().For(services.GetRequiredService<Actor>()));
        builder.EnrichNpgsqlDbContext<PlatformDb>(settings => settings.DisableRetry = true);
        builder.Services.AddSingleton<SystemDb>();
        builder.AddRedisClient("cache", configureOptions: options =>
        {
            options.BacklogPolicy = StackExchange.Redis.BacklogPolicy.FailFast;
            options.AsyncTimeout = 1000;
            options.SyncTimeout = 1000;
            options.ConnectTimeout = 2000;
        });
        // Who publishes and who consumes write the spans themselves: the client's own would be two a message, its acknowledgement included.
        builder.AddNatsClient("nats", settings => settings.DisableTracing = true, options => options with
        {
            InboxPrefix = InboxPrefix,
            MaxReconnectRetry = -1,
            AuthOpts = builder.Configuration["Nats:CredentialsFile"] is { Length: > 0 } file ? options.AuthOpts with { CredsFile = file } : options.AuthOpts,
        });
        builder.AddNatsJetStream();
    }

    private static void Configure(IServiceProvider services, DbContextOptionsBuilder options) => options
        .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())
        .AddInterceptors(new RowLocks.OnRead(), new ScopeSettings.OnOpen());
}
