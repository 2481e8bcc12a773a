using System.Globalization;
using System.Net;
using Platform.AppHost.Servers;
using Platform.AppHost.Settings;

namespace Platform.AppHost.Local;

/// <summary>Starts the processes of the system in order, watches them, and stops them together.</summary>
internal sealed class LocalHost(DataFolder folder, PrefixedConsole console) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Stack<ChildProcess> _running = new();
    private readonly TaskCompletionSource<ChildProcess> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="StartException">Something did not start, or a process ended by itself.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var ports = PublicPorts.FromEnvironment();
        ports.EnsureFree();
        var secrets = await Secrets.LoadAsync(folder.Path, cancellationToken);
        await TogetherAsync(
            [
                group => StartAllAsync(ports, secrets, group),
                async group => throw await (await _ended.Task.WaitAsync(group)).FailureAsync(),
            ],
            cancellationToken);
    }

    /// <summary>Stops everything, the last started first.</summary>
    public async ValueTask DisposeAsync()
    {
        var any = _running.Count > 0;
        while (_running.TryPop(out var process))
        {
            await process.DisposeAsync();
        }

        await Guardian.EndAsync();
        folder.Forget();
        if (any)
        {
            console.Say("Everything is stopped.");
        }
    }

    private async Task StartAllAsync(PublicPorts ports, Secrets secrets, CancellationToken cancellationToken)
    {
        var postgres = new PostgresServer(OptionsOf("postgres", secrets.OwnerPassword));
        var redis = new RedisServer(OptionsOf("redis", secrets.RedisPassword));
        var nats = new NatsServer(OptionsOf("nats", secrets.NatsPassword) with { Port = ports.Nats });
        var mailPort = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        Dictionary<string, string> sandbox = new(AppEnvironment.Development) { [AppEnvironment.MailboxPort] = mailPort };
        await TogetherAsync(
            [
                group => StartAsync(postgres, group),
                group => StartAsync(redis, group),
                group => StartAsync(nats, group),
                group => StartAsync("sandbox", "Platform.Sandbox", ports.SandboxUrl, sandbox, group),
            ],
            cancellationToken);

        await postgres.EnsureDatabaseAsync(AppEnvironment.Database, cancellationToken);
        await MigrateAsync(postgres, secrets, cancellationToken);

        Dictionary<string, string> platform = new(AppEnvironment.Platform)
        {
            [AppEnvironment.SigningKey] = secrets.SigningKey,
            [AppEnvironment.MasterKey] = secrets.MasterKey,
            ["ConnectionStrings__platformdb"] = postgres.ConnectionStringTo(AppEnvironment.Database, AppEnvironment.RunningRole, secrets.AppPassword),
            ["ConnectionStrings__cache"] = redis.ConnectionString,
            ["ConnectionStrings__nats"] = nats.ConnectionString,
            [AppEnvironment.MailHost] = "localhost",
            [AppEnvironment.MailPort] = mailPort,
            [AppEnvironment.ShippingAddress] = ports.SandboxUrl,
        };
        Dictionary<string, string> api = new([.. platform, .. AppEnvironment.SignIn])
        {
            [AppEnvironment.SandboxLink] = ports.SandboxUrl,
        };
        foreach (var (variable, path) in AppEnvironment.SandboxPaths)
        {
            api[variable] = ports.SandboxUrl + path;
        }

        var workersUrl = $"http://localhost:{FreePort.Next()}";
        await TogetherAsync(
            [
                group => StartAsync("workers", "Platform.Workers", workersUrl, platform, group),
                group => StartAsync("api", "Platform.Api", ports.ApiUrl, api, group),
            ],
            cancellationToken);

        console.Say(Welcome.Text(ports, [("workers", workersUrl + "/health/ready"), ("postgres", $"localhost:{postgres.Port}"), ("redis", $"localhost:{redis.Port}")]));
    }

    /// <summary>Runs steps side by side; the first that fails cancels the others.</summary>
    private static async Task TogetherAsync(IEnumerable<Func<CancellationToken, Task>> steps, CancellationToken cancellationToken)
    {
        using var group = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(steps.Select(async step =>
        {
            try
            {
                await step(group.Token);
            }
            catch
            {
                await group.CancelAsync();
                throw;
            }
        }));
    }

    private ServerOptions OptionsOf(string name, string password) =>
        new(folder.In(name)) { Password = password, Log = console.LogOf(name) };

    private async Task StartAsync(LocalServer server, CancellationToken cancellationToken)
    {
        await server.StartAsync(cancellationToken);
        Add(server.Process);
    }

    private async Task StartAsync(string name, string project, string url, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start(CommandOf(name, project, [.. environment, new("ASPNETCORE_URLS", url)]), console.LogOf(name));
        Add(process);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (await HttpProbe.StatusAsync(new Uri($"{url}/health/ready"), patience.Token) is not HttpStatusCode.OK)
            {
                await Task.Delay(100, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartException($"{name} started, but {url}/health/ready did not answer 200 within {Patience.TotalSeconds:0} seconds.");
        }
    }

    private async Task MigrateAsync(PostgresServer postgres, Secrets secrets, CancellationToken cancellationToken)
    {
        Dictionary<string, string> environment = new(AppEnvironment.Platform)
        {
            ["ConnectionStrings__platformdb"] = postgres.ConnectionStringTo(AppEnvironment.Database),
            [AppEnvironment.SigningKey] = secrets.SigningKey,
            [AppEnvironment.MasterKey] = secrets.MasterKey,
            [AppEnvironment.RunningRolePassword] = secrets.AppPassword,
        };
        var command = CommandOf("migrations", "Platform.Workers", environment, "migrate");
        await ChildProcess.RunAsync(command, console.LogOf("migrations"), cancellationToken);
    }

    private static Command CommandOf(string name, string project, IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments)
    {
        var variables = new Dictionary<string, string?> { ["DOTNET_LAUNCH_PROFILE"] = null, ["DOTNET_ENVIRONMENT"] = null };
        foreach (var (variable, value) in environment)
        {
            variables[variable] = value;
        }

        variables.TryAdd("OTEL_SERVICE_NAME", name);
        return new Command(name, "dotnet", [Checkout.ProgramOf(project), .. arguments])
        {
            WorkingDirectory = Checkout.FolderOf(project),
            Environment = variables,
        };
    }

    private void Add(ChildProcess process)
    {
        lock (_running)
        {
            _running.Push(process);
            folder.Note(process);
        }

        _ = process.Exited.ContinueWith(_ => _ended.TrySetResult(process), TaskScheduler.Default);
    }
}
