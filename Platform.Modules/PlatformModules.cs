using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ApiKeys;
using Platform.AuditLogs;
using Platform.Auth;
using Platform.Configs;
using Platform.Customers;
using Platform.Dictionaries;
using Platform.Directory;
using Platform.Entities;
using Platform.Events;
using Platform.FeatureToggles;
using Platform.Integrations;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Jobs;
using Platform.Kernel.Landing;
using Platform.Kernel.Mail;
using Platform.Kernel;
using Platform.Operations;
using Platform.Progress;
using Platform.QueryIndex;
using Platform.Trading;
using Platform.Translations;

namespace Platform;

/// <summary>All modules, and how the hosts are composed of them.</summary>
public static class PlatformModules
{
    private static readonly IModule[] All =
    [
        new TradingModule(),
        new AuthModule(),
        new ApiKeysModule(),
        new AuditLogsModule(),
        new EntitiesModule(),
        new QueryIndexModule(),
        new EventsModule(),
        new ProgressModule(),
        new IntegrationsModule(),
        new ConfigsModule(),
        new TranslationsModule(),
        new DirectoryModule(),
        new DictionariesModule(),
        new FeatureTogglesModule(),
        new CustomersModule(),
        new OperationsModule(),
    ];

    /// <summary>What Api serves.</summary>
    public static void AddPlatformApi(this WebApplicationBuilder builder)
    {
        builder.AddPlatform();
        builder.AddKernelHttp();
        builder.Services.AddValidation();
        builder.Services.Configure<JsonOptions>(options => HttpJson.Configure(options.SerializerOptions, [typeof(TradingModule).Namespace!]));
        builder.Services.AddLandingPage();
        foreach (var module in All)
        {
            module.AddHttp(builder);
        }
    }

    public static void MapPlatformApi(this WebApplication app)
    {
        app.UsePlatformHttp();
        foreach (var module in All)
        {
            module.MapEndpoints(app);
        }

        app.MapSurfaceDocuments();
        app.MapLandingPage();
    }

    /// <summary>What Workers run.</summary>
    public static void AddPlatformWorkers(this IHostApplicationBuilder builder)
    {
        builder.AddPlatform();
        builder.AddKernelWorkers();
        builder.Services.AddEventWorkers();
        builder.Services.AddJobWorkers();
        builder.Services.AddMailWorkers();
        foreach (var module in All)
        {
            module.AddWorkers(builder);
        }
    }

    /// <summary>What the migration process needs: the model and the seeds.</summary>
    public static void AddPlatform(this IHostApplicationBuilder builder)
    {
        builder.AddKernel();
        foreach (var module in All)
        {
            module.AddServices(builder);
        }
    }
}
