namespace Platform.Servers;

/// <summary>A server that runs as a process of an installed program, and can stop, crash and come back on its port and folder.</summary>
public abstract class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(50);

    private const int PortAttempts = 3;

    private ChildProcess? _process;
    private bool _wasReady;

    protected LocalServer(string name, ServerOptions options)
    {
        Name = name;
        Options = options;
        Folder = options.Folder;
        Port = options.Port == 0 ? FreePort.Next() : options.Port;
    }

    public string Name { get; }

    /// <summary>Where the data is.</summary>
    public string Folder { get; protected set; }

    public int Port { get; private set; }

    /// <summary>What a client of the platform connects with.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>The running process.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException($"{Name} is not started.");

    protected ServerOptions Options { get; }

    /// <summary>Prepares the folder, starts the program and waits until it answers.</summary>
    /// <exception cref="StartException">The program is not installed, ended instead, or does not answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            for (var attempt = 1; !await TryStartAsync(mayMove: !_wasReady && attempt < PortAttempts, patience.Token); attempt++)
            {
                ChooseOtherPorts();
            }

            _wasReady = true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await StopAsync();
            throw new StartException($"{Name} runs, but did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch
        {
            await StopAsync();
            throw;
        }
    }

    public Task StopAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Ends the process with SIGKILL; <see cref="StartAsync"/> brings it back.</summary>
    public Task KillAsync() => Process.KillAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _process?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>Writes what the program needs to find, and says how to start it.</summary>
    public abstract Task<Command> PrepareAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether the server answers its clients.</summary>
    public abstract Task<bool> IsReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>Chooses those ports anew that nobody has configured.</summary>
    protected virtual void ChooseOtherPorts() => Port = Options.Port == 0 ? FreePort.Next() : Port;

    /// <summary>Whether the failure passes by itself.</summary>
    protected virtual bool MayRetry(ProcessFailedException failure) => false;

    /// <param name="mayMove">Whether another port will do: between finding a free one and listening on it another program may take it.</param>
    /// <returns>False when a port is taken.</returns>
    private async Task<bool> TryStartAsync(bool mayMove, CancellationToken cancellationToken)
    {
        try
        {
            await StartUntilReadyAsync(await PrepareAsync(cancellationToken), cancellationToken);
            return true;
        }
        catch (ProcessFailedException failure) when (mayMove && failure.LastLines.Any(line => line.Contains("address already in use", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }
    }

    private async Task StartUntilReadyAsync(Command command, CancellationToken cancellationToken)
    {
        _process = ChildProcess.Start(command, Options.Log);
        while (!await IsReadyAsync(cancellationToken))
        {
            await Task.WhenAny(Task.Delay(BetweenProbes, cancellationToken), _process.Exited);
            cancellationToken.ThrowIfCancellationRequested();
            if (_process.Exited.IsCompleted)
            {
                var failure = await _process.FailureAsync();
                if (!MayRetry(failure))
                {
                    throw failure;
                }

                await _process.DisposeAsync();
                _process = ChildProcess.Start(command, Options.Log);
            }
        }
    }
}
