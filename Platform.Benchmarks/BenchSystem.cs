using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Servers;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;
using Platform.Trading.BotKeys;

namespace Platform.Benchmarks;

/// <summary>The system under measurement: real servers and processes on loopback, in a folder that goes afterwards.</summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    private const string AppPassword = "bench";
    private readonly List<ChildProcess> processes = [];
    private readonly Dictionary<string, string?> environment;

    private BenchSystem(LocalServers servers)
    {
        Servers = servers;
        Owner = servers.Postgres.ConnectionStringTo("platformdb");
        App = servers.Postgres.ConnectionStringTo("platformdb", Guards.AppRole, AppPassword);
        environment = new()
        {
            ["ConnectionStrings__platformdb"] = App,
            ["ConnectionStrings__cache"] = servers.Redis.ConnectionString,
            ["ConnectionStrings__nats"] = servers.Nats.ConnectionString,
            ["Identity__SigningKey"] = Convert.ToBase64String(SigningKey),
            ["Security__MasterKey"] = MasterKey,
            ["Database__AppPassword"] = AppPassword,
            ["API_RATE_LIMIT_PER_HOUR"] = "1000000000",
            ["TRADING_RATE_LIMIT_PER_HOUR"] = "1000000000",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",

            // So that one Worker takes events with and without; a signature that is there is checked all the same.
            ["Events__RequireSignatures"] = "false",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        OwnerSource = NpgsqlDataSource.Create(Owner + ";Command Timeout=300;Max Auto Prepare=50;Auto Prepare Min Usages=2");
        AppSource = NpgsqlDataSource.Create(App + ";Max Auto Prepare=50;Auto Prepare Min Usages=2");
    }

    public LocalServers Servers { get; }

    public byte[] SigningKey { get; } = RandomNumberGenerator.GetBytes(32);

    private static string MasterKey { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public string Owner { get; }

    public string App { get; }

    /// <summary>As the owner of the tables: seeds, and floors without row-level security.</summary>
    public NpgsqlDataSource OwnerSource { get; }

    /// <summary>As the running role.</summary>
    public NpgsqlDataSource AppSource { get; }

    public string Api { get; } = $"http://127.0.0.1:{FreePort.Next()}";

    public string Floor { get; } = $"http://127.0.0.1:{FreePort.Next()}";

    public ChildProcess? ApiProcess { get; private set; }

    public ChildProcess? WorkersProcess { get; private set; }

    /// <param name="durable">As in production: what is acknowledged is on disk.</param>
    public static async Task<BenchSystem> StartAsync(bool durable)
    {
        var system = new BenchSystem(await LocalServers.StartAsync(durable));
        await system.Servers.Postgres.EnsureDatabaseAsync("platformdb");
        // Development, so that the demo tenant is there to sign in to.
        var migration = new Dictionary<string, string?>(system.environment)
        {
            ["ConnectionStrings__platformdb"] = system.Owner, ["ASPNETCORE_ENVIRONMENT"] = "Development", ["DOTNET_ENVIRONMENT"] = "Development",
        };
        await ChildProcess.RunAsync(Dotnet("migrations", typeof(Workers.Program), migration, "migrate"));
        return system;
    }

    public async Task StartApiAsync()
    {
        ApiProcess = Start(Dotnet("api", typeof(Api.Program), With("ASPNETCORE_URLS", Api)));
        processes.Add(ChildProcess.Start(Dotnet("floor", typeof(BenchSystem), environment, "floor", Floor, Owner, Convert.ToBase64String(SigningKey))));
        await UntilAsync($"{Api}/v1/health/live");
        await UntilAsync($"{Floor}/me");
    }

    public async Task StartWorkersAsync()
    {
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        WorkersProcess = Start(Dotnet("workers", typeof(Workers.Program), With("ASPNETCORE_URLS", url)));
        await UntilAsync($"{url}/health/ready");
    }

    /// <summary>Runs a command of Workers to its end.</summary>
    public Task RunWorkersAsync(params string[] arguments) => ChildProcess.RunAsync(Dotnet("workers", typeof(Workers.Program), environment, arguments));

    /// <summary>The tenant of the people who sign in with a password.</summary>
    public async Task<Guid> DemoTenantAsync()
    {
        await using var command = OwnerSource.CreateCommand("SELECT tenant_id FROM identity.users WHERE username LIKE 'admin-%'");
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    public async Task StopAsync(ChildProcess process)
    {
        processes.Remove(process);
        await process.DisposeAsync();
    }

    /// <summary>An access token of a user, with a session of his.</summary>
    public async Task<string> TokenAsync(Guid tenant, Guid user)
    {
        using var tokens = new AccessTokens(Options.Create(new IdentityOptions { SigningKey = Convert.ToBase64String(SigningKey) }), TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        var session = new Session { TenantId = tenant, UserId = user, Surface = "trading", CreatedAt = now, ExpiresAt = now.AddDays(1) };
        await using var command = OwnerSource.CreateCommand(
            "INSERT INTO identity.sessions (id, tenant_id, user_id, surface, created_at, expires_at) VALUES ($1, $2, $3, 'trading', now(), now() + interval '1 day')");
        command.Parameters.Add(new() { Value = session.Id });
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = user });
        await command.ExecuteNonQueryAsync();
        return tokens.Issue(session, user, "bench@example.com", "user", TimeSpan.FromHours(12));
    }

    /// <summary>A bot key of a user.</summary>
    public async Task<(Guid Id, string Secret)> BotKeyAsync(Member member)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Security:MasterKey", MasterKey)]).Build();
        using var secrets = new Secrets(new ConfiguredMasterKey(configuration), OwnerSource, TimeProvider.System);
        var (id, secret) = (Guid.CreateVersion7(), "tbk_" + Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        var vault = await secrets.OfAsync(member.Tenant, CancellationToken.None);
        await using var command = OwnerSource.CreateCommand(
            "INSERT INTO trading.bot_keys (id, tenant_id, user_id, name, sealed_secret, created_at, updated_at) VALUES ($1, $2, $3, 'bench', $4, now(), now())");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = member.Tenant });
        command.Parameters.Add(new() { Value = member.User });
        command.Parameters.Add(new() { Value = vault.Seal(secret, BotKey.ContextOf(id)) });
        await command.ExecuteNonQueryAsync();
        return (id, secret);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
        {
            await process.DisposeAsync();
        }

        await OwnerSource.DisposeAsync();
        await AppSource.DisposeAsync();
        await Servers.DisposeAsync();
    }

    /// <summary>Memory that a process holds now, in MB (resident).</summary>
    public static double MemoryOf(ChildProcess process) =>
        File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] ? double.Parse(kilobytes, System.Globalization.CultureInfo.InvariantCulture) / 1024 : 0;

    private ChildProcess Start(Command command)
    {
        var process = ChildProcess.Start(command);
        processes.Add(process);
        return process;
    }

    private Dictionary<string, string?> With(string name, string value) => new(environment) { [name] = value };

    private static Command Dotnet(string name, Type program, Dictionary<string, string?> environment, params string[] arguments) =>
        new(name, "dotnet", [program.Assembly.Location, .. arguments]) { Environment = environment, WorkingDirectory = Path.GetDirectoryName(program.Assembly.Location) };

    private async Task UntilAsync(string url)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if (processes.FirstOrDefault(p => p.Exited.IsCompleted) is { } ended)
            {
                throw await ended.FailureAsync();
            }

            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, url);
                using var response = await client.SendAsync(request, CancellationToken.None);
                if ((int)response.StatusCode is 200 or 401)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"{url} does not answer.");
    }
}
