using Platform.Kernel.Data;

namespace Platform.Workers;

/// <summary>The host of consumers, jobs and the outbox; with <c>migrate</c> it brings the database up to date and exits.</summary>
public partial class Program
{
    private const string Migrate = "migrate";

    public static async Task Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,

            // Started from anywhere, it finds its settings beside itself.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddServiceDefaults();
        if (args is [Migrate, ..])
        {
            builder.AddPlatform();
            await using var migration = builder.Build();
            await migration.Services.GetRequiredService<Migrator>().RunAsync(migration.Lifetime.ApplicationStopping);
            return;
        }

        builder.AddPlatformWorkers();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.RunAsync();
    }
}
