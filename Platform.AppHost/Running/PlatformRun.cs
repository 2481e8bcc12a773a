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
    private const string Orchestrator = "dcp";

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
        // A start that is stopped in the middle is no failure of the host; other reasons come out of RunAsync.
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None));
        builder.Services.AddSingleton(settings).AddSingleton<Warnings>().AddSingleton<StartWatch>().AddHostedService<ProgramsStopFirst>();

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

        return await RunAsync(app, folder, settings);
    }

    private static async Task<int> RunAsync(DistributedApplication app, DataFolder folder, RunSettings settings)
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
            await EndAllAsync(processes, folder, settings);
        }

        return watch.Failure is { } failure ? throw new StartException(failure) : 0;
    }

    private static async Task EndAllAsync(ProcessTree processes, DataFolder folder, RunSettings settings)
    {
        // A test has servers of its own under the same guardian.
        if (!settings.IsTest)
        {
            await Guardian.EndAsync();
        }

        await processes.EndAsync(TimeSpan.FromSeconds(10), idle: Orchestrator);
        folder.ForgetProcesses();
    }
}
