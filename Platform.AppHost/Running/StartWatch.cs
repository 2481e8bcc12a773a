using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Platform.AppHost.Servers;
using Platform.AppHost.Settings;

namespace Platform.AppHost.Running;

/// <summary>Tells the terminal what starts, what runs where once all is healthy, and what dies; ends the run when something dies before.</summary>
internal sealed class StartWatch(
    ResourceNotificationService resources,
    ResourceLoggerService logs,
    DistributedApplicationModel model,
    IHostApplicationLifetime lifetime,
    IConfiguration configuration,
    RunSettings settings,
    Warnings warnings)
{
    private readonly Dictionary<string, string> _ended = [];
    private readonly Dictionary<string, HashSet<string>> _waiting = [];
    private Action _onProgress = () => { };
    private long _progress = Stopwatch.GetTimestamp();
    private bool _ready;
    private volatile bool _paused;

    /// <summary>Why the start was given up; null when it was not.</summary>
    public string? Failure { get; private set; }

    // A developer may stop at a breakpoint for as long as he likes; images may have to be fetched.
    private TimeSpan Patience =>
        configuration["DEBUG_SESSION_PORT"] is { Length: > 0 } ? TimeSpan.MaxValue
        : settings.Servers is ServerHosting.Containers ? TimeSpan.FromMinutes(10)
        : TimeSpan.FromSeconds(90);

    /// <summary>Watches until it is cancelled.</summary>
    /// <param name="onProgress">Called whenever something has become ready.</param>
    public async Task RunAsync(Action onProgress, CancellationToken ended)
    {
        _onProgress = onProgress;
        foreach (var resource in model.Resources.Where(IsStarted))
        {
            _waiting[resource.Name] = [];
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(ended, lifetime.ApplicationStopping);
        try
        {
            await Task.WhenAll([WatchAsync(both.Token), GiveUpAsync(both.Token), .. model.GetProjectResources().Where(_ => !settings.IsTest).Select(program => warnings.WatchAsync(program, both.Token))]);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            Say(Failure is null ? "Stopping…" : "It did not start. Stopping…");
        }
    }

    private static bool IsStarted(IResource resource) =>
        resource is ProjectResource or ExecutableResource or ContainerResource
        && !resource.HasAnnotationOfType<ExplicitStartupAnnotation>() && !IsHidden(resource);

    // The dashboard itself, and what rebuilds a project on demand.
    private static bool IsHidden(IResource resource) =>
        resource.Name == "aspire-dashboard" || (resource.TryGetLastAnnotation<ResourceSnapshotAnnotation>(out var initial) && initial.InitialSnapshot.IsHidden);

    /// <summary>Says nothing of what ends and starts until disposed: somebody stops things on purpose.</summary>
    public IDisposable Pause()
    {
        _paused = true;
        return new Resumption(this);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in resources.WatchAsync(cancellationToken))
        {
            if (IsStarted(change.Resource))
            {
                await HeedAsync(change, cancellationToken);
            }
        }
    }

    private async Task HeedAsync(ResourceEvent change, CancellationToken cancellationToken)
    {
        var (name, id, snapshot) = (change.Resource.Name, change.ResourceId, change.Snapshot);
        if (HasEnded(snapshot))
        {
            if (IsDone(change))
            {
                Ready(change);
            }
            else if (!_ready)
            {
                await FailAsync($"{name} did not start: {How(snapshot)}.{Advice(change.Resource)}", id, cancellationToken);
            }
            else if (_ended.TryAdd(id, How(snapshot)) && !_paused)
            {
                Say($"{name} {How(snapshot)}. The rest goes on; start it again on the dashboard: {Dashboard.Address(configuration)}/?resource={id}");
            }
        }
        else if (snapshot.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus is null or HealthStatus.Healthy && !EndsByItself(change.Resource))
        {
            if (_ended.Remove(id) && !_paused)
            {
                Say($"{name} runs again.");
            }

            Ready(change);
        }
    }

    private void Ready(ResourceEvent change)
    {
        var expected = change.Resource.TryGetLastAnnotation<ReplicaAnnotation>(out var replicas) ? replicas.Replicas : 1;
        if (!_waiting.TryGetValue(change.Resource.Name, out var seen) || !seen.Add(change.ResourceId) || seen.Count < expected)
        {
            return;
        }

        _progress = Stopwatch.GetTimestamp();
        _onProgress();
        _waiting.Remove(change.Resource.Name);
        Say($"  {change.Resource.Name,-12} {(IsDone(change) ? "done" : expected > 1 ? $"ready ({expected} processes)" : "ready")}");
        if (_waiting.Count is 0)
        {
            _ready = true;
            Say(Welcome.Text(settings.Ports, Dashboard.Login(configuration)));
        }
    }

    private async Task GiveUpAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!_ready && await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(_progress) > Patience && !_ready)
            {
                var stuck = _waiting.Keys.Order().ToList();
                await FailAsync($"Nothing became ready for {Patience.TotalSeconds:0} seconds. Still waiting for: {string.Join(", ", stuck)}.", stuck[0], cancellationToken);
            }
        }
    }

    private async Task FailAsync(string what, string resource, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            return;
        }

        var lines = await ResourceLog.LastLinesAsync(logs, resource, cancellationToken);
        Failure = lines.Count is 0 ? what : $"{what} Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, lines.Select(line => "    " + line))}";
        lifetime.StopApplication();
    }

    private static bool HasEnded(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } state && (KnownResourceStates.TerminalStates.Contains(state) || state == KnownResourceStates.RuntimeUnhealthy);

    private bool IsDone(ResourceEvent change) => change.Snapshot.ExitCode is 0 && HasEnded(change.Snapshot) && EndsByItself(change.Resource);

    // What others wait for to complete.
    private bool EndsByItself(IResource resource) =>
        model.Resources.Any(other => other.Annotations.OfType<WaitAnnotation>().Any(wait => wait.Resource == resource && wait.WaitType is WaitType.WaitForCompletion));

    private string Advice(IResource resource) =>
        EndsByItself(resource) ? " Data of an older version of the code may be in its way: ./run --reset starts with empty data." : "";

    private static string How(CustomResourceSnapshot snapshot) => snapshot switch
    {
        { ExitCode: < 0 } => "crashed or was killed",
        { ExitCode: { } code } => $"ended with exit code {code}",
        { State.Text: { } state } when state == KnownResourceStates.FailedToStart => "could not be started",
        _ => "ended",
    };

    private sealed class Resumption(StartWatch watch) : IDisposable
    {
        public void Dispose() => watch._paused = false;
    }

    private void Say(string text)
    {
        if (settings.IsTest)
        {
            return;
        }

        try
        {
            Console.Out.WriteLine(text);
            Console.Out.Flush();
        }
        catch (IOException)
        {
            // The terminal is gone; stopping in good order matters more than saying so.
        }
    }
}
