using Platform.Kernel.Data;

namespace Platform.Workers;

/// <summary>The host of consumers, jobs and the outbox; with <c>migrate</c> it brings the database up to date and exits.</summary>
public partial class Program
{
    private const string Migrate = "migrate";

    public static async Task Main(string[] args)
    {
        if (args is [Migrate, .. var settings])
        {
            var builder = CreateBuilder(settings);
            builder.AddPlatform();
            await using var migration = builder.Build();
            await migration.Services.GetRequiredService<Migrator>().RunAsync(migration.Lifetime.ApplicationStopping);
            return;
        }

        await Build(args).RunAsync();
    }

    /// <summary>The host, ready to start.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder(args);
        builder.AddPlatformWorkers();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,

            // Started from anywhere, it finds its settings beside itself.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddServiceDefaults();
        return builder;
    }
}
