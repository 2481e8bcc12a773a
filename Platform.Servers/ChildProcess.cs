using System.Diagnostics;

namespace Platform.Servers;

/// <summary>A process that we started: its output, its end, and the ways to end it.</summary>
/// <remarks>It has a session of its own, so that Ctrl-C in the terminal reaches only us and the order of stopping is ours.</remarks>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Command _command;
    private readonly Action<string>? _log;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Command command, Action<string>? log)
    {
        _command = command;
        _log = log;
        // setsid and setpriv replace themselves by the program: the process id stays that of the child.
        var start = new ProcessStartInfo("setsid", command.Line())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.WorkingDirectory ?? "/",
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Exited += (_, _) => _exited.TrySetResult(_process.ExitCode);
    }

    public string Name => _command.Name;

    public int Id { get; private set; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>The end of what the process printed.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return [.. _lastLines];
            }
        }
    }

    public static ChildProcess Start(Command command, Action<string>? log = null)
    {
        var child = new ChildProcess(command, log);
        child._process.Start();
        child.Id = child._process.Id;
        Guardian.Watch(child.Id, command.StopSignal);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="ProcessFailedException">It ended with another code than 0.</exception>
    public static async Task RunAsync(Command command, Action<string>? log = null, CancellationToken cancellationToken = default)
    {
        await using var child = Start(command, log);
        if (await child.Exited.WaitAsync(cancellationToken) is not 0)
        {
            throw await child.FailureAsync();
        }

        await child.DrainAsync();
    }

    /// <summary>Asks the process to end, and ends it by force when it takes longer than <paramref name="patience"/> (10 seconds).</summary>
    public async Task StopAsync(TimeSpan? patience = null)
    {
        Send(_command.StopSignal);
        try
        {
            await Exited.WaitAsync(patience ?? TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }

        Guardian.Forget(Id);
    }

    /// <summary>Ends the process as a crash would, with nothing saved.</summary>
    public async Task KillAsync()
    {
        Send(Signal.Kill);
        await Exited;
        Guardian.Forget(Id);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    /// <summary>What to report when the process ended and nobody asked it to.</summary>
    public async Task<ProcessFailedException> FailureAsync()
    {
        var code = await Exited;
        await DrainAsync();
        return new ProcessFailedException(Name, code, LastLines);
    }

    // Its last lines may arrive after its end; one that it left running may hold the output open.
    private async Task DrainAsync() => await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(OutputGrace));

    private void Send(Signal signal)
    {
        if (!Exited.IsCompleted)
        {
            Signals.Send(Id, signal);
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
            {
                _lastLines.Dequeue();
            }
        }

        _log?.Invoke(line);
    }
}
