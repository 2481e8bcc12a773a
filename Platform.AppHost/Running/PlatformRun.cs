using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.AppHost.Servers;
using Platform.AppHost.Settings;
using Platform.Servers;

namespace Platform.AppHost.Running;

/// <summary>Runs the model in a terminal: from the checks before to the exit code after.</summary>
internal static class PlatformRun
{
    /// <summary>Runs until it is stopped, and returns the exit code.</summary>
    /// <exception cref="StartException">It did not start; nothing of it is left.</exception>
    public static async Task<int> RunAsync(this IDistributedApplicationBuilder builder, RunSettings settings)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            // A step that fails ends the run as one that succeeds does; only the code tells.
            await builder.Build().RunAsync();
            return Environment.ExitCode;
        }

        // Otherwise the command returns while processes still end.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        builder.Services.AddSingleton(settings).AddSingleton<Warnings>().AddSingleton<StartWatch>();

        var app = builder.Build();
        using var folder = DataFolder.Lock(settings.Folder);
        await folder.EndLeftoversAsync();
        if (settings.Reset)
        {
            folder.Empty();
            if (settings.Servers is ServerHosting.Containers && await ContainerRuntime.FindAsync() is { } runtime)
            {
                await settings.Volumes.RemoveAsync(runtime);
            }
        }

        folder.EnsureSpace();
        if (!settings.IsTest)
        {
            settings.Ports.EnsureFree(Dashboard.Address(builder.Configuration) is { } address ? new Uri(address).Port : null);
        }

        return await RunAsync(app, folder);
    }

    private static async Task<int> RunAsync(DistributedApplication app, DataFolder folder)
    {
        // Not as a hosted service: those start one after the other, and the orchestrator's takes until everything runs.
        var watch = app.Services.GetRequiredService<StartWatch>();
        using var ended = new CancellationTokenSource();
        var watching = watch.RunAsync(folder.NoteProcesses, ended.Token);
        var processes = ProcessTree.Capture();
        using var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => processes = ProcessTree.Capture());
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopped before everything was started.
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
            await app.DisposeAsync();
            await Guardian.EndAsync();
            await processes.EndAsync(TimeSpan.FromSeconds(10));
            folder.ForgetProcesses();
        }

        return watch.Failure is { } failure ? throw new StartException(failure) : 0;
    }
}
