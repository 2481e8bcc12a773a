using Platform.Customers.Demo;
using Platform.Kernel.Data;

namespace Platform.Workers;

/// <summary>The host of consumers, jobs and the outbox; with <c>migrate</c> it brings the database up to date, with <c>migrated</c> it waits until that is done, with <c>seed</c> it makes demo data, and exits.</summary>
public partial class Program
{
    private const string Migrate = "migrate";
    private const string Migrated = "migrated";
    private const string Seed = "seed";

    public static async Task<int> Main(string[] args)
    {
        if (args is [Migrate or Migrated, .. var settings])
        {
            var builder = CreateBuilder(settings);
            builder.AddPlatform();
            await using var migration = builder.Build();
            var migrator = migration.Services.GetRequiredService<Migrator>();
            await (args[0] == Migrate ? migrator.RunAsync(migration.Lifetime.ApplicationStopping) : migrator.WaitAsync(migration.Lifetime.ApplicationStopping));
            return 0;
        }

        if (args is [Seed, .. var amounts])
        {
            var builder = CreateBuilder([]);
            builder.AddPlatform();
            await using var seeding = builder.Build();
            return await DemoCommand.RunAsync(seeding.Services, amounts, seeding.Lifetime.ApplicationStopping);
        }

        await Build(args).RunAsync();
        return 0;
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
