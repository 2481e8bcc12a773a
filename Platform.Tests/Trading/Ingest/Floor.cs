using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Platform.Servers;
using Platform.Kernel.Data;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.Ingest;

/// <summary>A trading floor of one test class: its database, its NATS server, sub-accounts, bots and Workers.</summary>
public sealed class Floor : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> open = [];
    private readonly Dictionary<string, string?> settings;

    private Floor(TestDatabase database, LocalServers servers, NatsServer nats)
    {
        (Database, Servers, Nats) = (database, servers, nats);
        Bot = new Bot(nats.BotConnectionString);
        settings = new Dictionary<string, string?>
        {
            ["environment"] = "Development",
            ["ConnectionStrings:platformdb"] = database.App,
            ["ConnectionStrings:cache"] = servers.Redis.ConnectionString,
            ["ConnectionStrings:nats"] = nats.ConnectionString,
            ["Identity:SigningKey"] = ApiHost.SigningKey,
            ["Security:MasterKey"] = ApiHost.MasterKey,
        };
    }

    public TestDatabase Database { get; }

    public LocalServers Servers { get; }

    public NatsServer Nats { get; }

    public Bot Bot { get; }

    /// <summary>On the servers of the run, but with streams of its own.</summary>
    public static async Task<Floor> OpenAsync(TestServers servers)
    {
        var folder = Path.Combine(Path.GetTempPath(), "platform-nats-" + Path.GetRandomFileName());
        var nats = new NatsServer(new ServerOptions(folder) { Durable = false });
        await nats.StartAsync();
        var floor = new Floor(await servers.DatabaseAsync(), await servers.ServersAsync(), nats);
        floor.open.Add(new Folder(folder));
        floor.open.Add(nats);
        return floor;
    }

    /// <summary>On servers that the test may kill.</summary>
    public static async Task<Floor> OpenAloneAsync()
    {
        var servers = await LocalServers.StartAsync();
        var postgres = servers.Postgres;
        await postgres.EnsureDatabaseAsync("platformdb");
        var owner = postgres.ConnectionStringTo("platformdb");
        await TestDatabase.MigrateAsync(owner);
        var app = postgres.ConnectionStringTo("platformdb", Guards.AppRole, TestDatabase.AppPassword);

        // A pooled connection would be a dead one after the server was killed.
        var floor = new Floor(new TestDatabase(owner + ";Pooling=false", app), servers, servers.Nats);
        floor.open.Add(servers);
        return floor;
    }

    /// <summary>A Worker within this process.</summary>
    public async Task StartWorkerAsync(Action<WebApplicationBuilder>? configure = null, IReadOnlyDictionary<string, string?>? also = null)
    {
        var app = BuildWorker(configure, also);
        await app.StartAsync();
        open.Add(new Stopped(app));
    }

    /// <summary>A Worker that is not started, for its services.</summary>
    public WebApplication BuildWorker(Action<WebApplicationBuilder>? configure = null, IReadOnlyDictionary<string, string?>? also = null) =>
        Platform.Workers.Program.Build(Arguments.Of("Platform.Workers", [.. (also ?? settings).Concat(settings).DistinctBy(s => s.Key).Select(s => (s.Key, s.Value))]), builder =>
        {
            builder.Logging.ClearProviders();
            configure?.Invoke(builder);
        });

    /// <summary>Stops the Workers within this process, in good order.</summary>
    public async Task StopWorkersAsync()
    {
        foreach (var worker in open.OfType<Stopped>().ToList())
        {
            open.Remove(worker);
            await worker.DisposeAsync();
        }
    }

    /// <summary>A Worker as a process, which can be killed.</summary>
    public ChildProcess StartWorkerProcess()
    {
        var assembly = typeof(Platform.Workers.Program).Assembly.Location;
        var process = ChildProcess.Start(new Command("workers", "dotnet", [assembly, .. Arguments.Of("Platform.Workers", [.. settings.Select(s => (s.Key, s.Value))])]));
        open.Add(process);
        return process;
    }

    /// <summary>A trading with sub-accounts of one user, each with a balance that an opening deposit explains.</summary>
    public async Task<BotDesk> AddDeskAsync(int accounts = 1, decimal balance = 0, string symbol = "USDT")
    {
        var desk = new BotDesk(Guid.CreateVersion7(), Guid.CreateVersion7(), [.. Enumerable.Range(0, accounts).Select(_ => Guid.CreateVersion7())], symbol);
        await ExecuteAsync("""
            INSERT INTO trading.tradings (id, tenant_id, user_id, name, exchange_binding_id, type, status, info, created_at, updated_at)
            VALUES ($1, $2, $2, 'desk', gen_random_uuid(), 'virtual', 'active', '{}', now(), now())
            """, desk.Trading, desk.User);
        foreach (var account in desk.Accounts)
        {
            await ExecuteAsync("""
                INSERT INTO trading.sub_accounts (id, tenant_id, user_id, trading_id, name, symbol, balance, locked_balance, credits, debits, info, created_at, updated_at)
                VALUES ($1, $2, $2, $3, $1::text, $4, $5, 0, 0, 0, '{}', now(), now())
                """, account, desk.User, desk.Trading, symbol, balance);
            if (balance > 0)
            {
                await ExecuteAsync("""
                    WITH opening AS (UPDATE trading.sub_accounts SET credits = 1 WHERE id = $1 RETURNING *)
                    INSERT INTO trading.transactions (id, tenant_id, user_id, trading_id, sub_account_id, timestamp, direction, reason, amount, closing_balance, price, quote_symbol, info)
                    SELECT gen_random_uuid(), tenant_id, user_id, trading_id, id, now(), 1, 'deposit', balance, balance, 1, symbol, '{}' FROM opening
                    """, account);
            }
        }

        return desk;
    }

    public Task<int> ExecuteAsync(string sql, params object?[] parameters) => Database.ExecuteAsync(sql, parameters);

    public async Task<T> ReadAsync<T>(string sql, params object?[] parameters) => (await Database.ScalarAsync<T>(sql, parameters))!;

    /// <summary>Waits until so many events are recorded.</summary>
    public Task RecordedAsync(long events, TimeSpan? patience = null) => Retry.Until(
        async () => await ReadAsync<long>("SELECT count(*) FROM trading.event_processing") >= events, $"{events} events are recorded", patience);

    /// <summary>Status and reason of an event's record, once it is there.</summary>
    public async Task<(string Status, string? Reason)> RecordOfAsync(string eventId)
    {
        IReadOnlyList<object?[]> rows = [];
        await Retry.Until(async () =>
        {
            rows = await Database.RowsAsync("SELECT status, reason FROM trading.event_processing WHERE event_id = $1", eventId);
            return rows.Count > 0;
        }, $"event {eventId} is recorded");
        return ((string)rows[0][0]!, (string?)rows[0][1]);
    }

    /// <summary>The signed transactions of every sub-account are its balance and what it has locked, and counted.</summary>
    public async Task AssertSumsMatchAsync()
    {
        var wrong = await ReadAsync<long>("""
            SELECT count(*) FROM trading.sub_accounts s
            CROSS JOIN LATERAL (SELECT coalesce(sum(direction * amount), 0) AS sum, count(*) FILTER (WHERE direction = 1) AS credits,
                count(*) FILTER (WHERE direction = -1) AS debits FROM trading.transactions t WHERE t.sub_account_id = s.id) t
            WHERE s.balance <> t.sum OR s.credits <> t.credits OR s.debits <> t.debits
            """);
        Assert.Equal(0, wrong);
    }

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        for (var i = open.Count - 1; i >= 0; i--)
        {
            await open[i].DisposeAsync();
        }
    }

    private sealed class Stopped(WebApplication app) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private sealed class Folder(string path) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            System.IO.Directory.Delete(path, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>A user's trading and its sub-accounts.</summary>
public sealed record BotDesk(Guid User, Guid Trading, IReadOnlyList<Guid> Accounts, string Symbol);
