using NATS.Client.Core;
using Npgsql;
using StackExchange.Redis;

namespace Platform.Kernel.Landing;

/// <summary>Asks every part of the system how it is, at most once a second however many people look.</summary>
internal sealed class SystemStatus(
    NpgsqlDataSource database, IConnectionMultiplexer redis, INatsConnection nats, IEnumerable<IConsumerReport> reports,
    IHttpClientFactory http, LandingOptions options, TimeProvider clock)
{
    /// <summary>The client that asks the sandbox.</summary>
    public const string Client = "landing";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private Task<StatusView>? latest;
    private DateTimeOffset staleAt;

    public Task<StatusView> ReadAsync()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (latest is null || (latest.IsCompleted && now >= staleAt))
            {
                latest = CheckAsync(now);
                staleAt = now + Fresh;
            }

            return latest;
        }
    }

    private async Task<StatusView> CheckAsync(DateTimeOffset now)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        var consumers = ConsumersAsync(patience.Token);
        List<Task<PartView>> checks =
        [
            Task.FromResult(new PartView(SystemPart.Api.Name, PartView.Up)),
            ProbeAsync(SystemPart.Database, PingDatabaseAsync, patience.Token),
            ProbeAsync(SystemPart.Redis, _ => redis.GetDatabase().PingAsync(), patience.Token),
            ProbeAsync(SystemPart.Nats, token => nats.PingAsync(token).AsTask(), patience.Token),
            WorkersAsync(consumers),
        ];
        if (options is { Details: true, Sandbox: { } sandbox })
        {
            checks.Add(ProbeAsync(SystemPart.Sandbox, token => PingAsync(new Uri(sandbox, "/health/live"), token), patience.Token));
        }

        var parts = await Task.WhenAll(checks);
        var view = new StatusView(Overall(parts), now, parts);
        var report = await consumers;
        return options.Details
            ? view with { Consumers = report?.Consumers, DeadLetters = report?.DeadLetters, Links = new LinksView(options.Sandbox, options.Dashboard) }
            : view;
    }

    /// <summary>Without the database nothing can be served; everything else leaves something that works.</summary>
    private static string Overall(PartView[] parts) =>
        parts.All(p => p.Status == PartView.Up) ? PartView.Up
        : parts.Any(p => p.Name == SystemPart.Database.Name && p.Status == PartView.Down) ? PartView.Down
        : PartView.Degraded;

    private async Task PingDatabaseAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellation);
    }

    private async Task PingAsync(Uri address, CancellationToken cancellation)
    {
        using var client = http.CreateClient(Client);
        using var response = await client.GetAsync(address, cancellation);
        response.EnsureSuccessStatusCode();
    }

    /// <returns>Null when it cannot be found out.</returns>
    private async Task<ConsumerReport?> ConsumersAsync(CancellationToken cancellation)
    {
        try
        {
            var all = await Task.WhenAll(reports.Select(r => r.ReadAsync(cancellation))).WaitAsync(cancellation);
            return new ConsumerReport([.. all.SelectMany(r => r.Consumers)], all.Sum(r => r.DeadLetters));
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static async Task<PartView> WorkersAsync(Task<ConsumerReport?> consumers)
    {
        var status = await consumers is not { Consumers: { Count: > 0 } found } ? PartView.Unknown
            : found.All(c => c.Active) ? PartView.Up
            : found.Any(c => c.Active) ? PartView.Degraded
            : PartView.Down;
        return new PartView(SystemPart.Workers.Name, status);
    }

    private static async Task<PartView> ProbeAsync(SystemPart part, Func<CancellationToken, Task> ask, CancellationToken cancellation)
    {
        try
        {
            await ask(cancellation).WaitAsync(cancellation);
            return new PartView(part.Name, PartView.Up);
        }
        catch (Exception)
        {
            // Whatever it was: the part does not answer, and the health checks log why.
            return new PartView(part.Name, PartView.Down);
        }
    }
}
