using Npgsql;
using Platform.Servers;
using Platform.Kernel.Data;
using Platform.Tests.Support;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace Platform.Tests.Support;

/// <summary>PostgreSQL, Redis and NATS as processes, and a sandbox: started once a run, when the first test needs them.</summary>
public sealed class TestServers : IAsyncDisposable
{
    private const string Template = "platform_template";
    private const int RedisDatabases = 16;

    private readonly Lock gate = new();
    private Task<Running>? starting;
    private int databases;
    private int redisDatabases;

    private sealed record Running(LocalServers Servers, TestSandbox Sandbox);

    /// <summary>The servers that all tests share; a test that stops one starts its own with <see cref="LocalServers.StartAsync"/>.</summary>
    public async Task<LocalServers> ServersAsync() => (await StartedAsync()).Servers;

    public async Task<TestSandbox> SandboxAsync() => (await StartedAsync()).Sandbox;

    /// <summary>A fresh, migrated database; a copy of a template, so that it takes about a tenth of a second.</summary>
    public async Task<TestDatabase> DatabaseAsync()
    {
        var postgres = (await ServersAsync()).Postgres;
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var copy = source.CreateCommand($"CREATE DATABASE {name} TEMPLATE {Template}");
        await copy.ExecuteNonQueryAsync();
        return new TestDatabase(postgres.ConnectionStringTo(name), postgres.ConnectionStringTo(name, Guards.AppRole, TestDatabase.AppPassword));
    }

    /// <summary>A Redis database that no other class uses, for tests of what is keyed by address.</summary>
    public async Task<string> OwnRedisAsync()
    {
        var number = Interlocked.Increment(ref redisDatabases);
        Assert.True(number < RedisDatabases, "No Redis database is left: let classes share one.");
        return $"{(await ServersAsync()).Redis.ConnectionString},defaultDatabase={number}";
    }

    public async ValueTask DisposeAsync()
    {
        if (starting is { IsCompletedSuccessfully: true })
        {
            var running = await starting;
            await running.Sandbox.DisposeAsync();
            await running.Servers.DisposeAsync();
        }
    }

    private Task<Running> StartedAsync()
    {
        lock (gate)
        {
            return starting ??= Task.Run(StartAsync);
        }
    }

    private static async Task<Running> StartAsync()
    {
        var sandbox = TestSandbox.StartAsync();
        var servers = await LocalServers.StartAsync(durable: false);
        await servers.Postgres.EnsureDatabaseAsync(Template);
        await TestDatabase.MigrateAsync(servers.Postgres.ConnectionStringTo(Template));
        return new Running(servers, await sandbox);
    }
}
