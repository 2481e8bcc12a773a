using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Platform.ServiceDefaults.ClosedFeed;

/// <summary>A span for every Redis command inside a recorded trace, written from the client's profiler.</summary>
internal sealed class RedisSpans(TimeProvider? time = null) : BackgroundService
{
    public const string SourceName = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    private static readonly ActivitySource Source = new(SourceName);
    private readonly ConcurrentDictionary<Activity, ProfilingSession> _sessions = new();

    public void Attach(IConnectionMultiplexer redis) => redis.RegisterProfiler(Session);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time ?? TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Drain();
            }
        }
        catch (OperationCanceledException)
        {
            Drain();
        }
    }

    private ProfilingSession? Session() =>
        Activity.Current is { Recorded: true } activity && Source.HasListeners()
            ? _sessions.GetOrAdd(activity, _ => new ProfilingSession())
            : null;

    private void Drain()
    {
        foreach (var (activity, session) in _sessions)
        {
            var isOver = activity.IsStopped;
            foreach (var command in session.FinishProfiling())
            {
                Write(activity.Context, command);
            }

            if (isOver)
            {
                _sessions.TryRemove(activity, out _);
            }
        }
    }

    private static void Write(ActivityContext parent, IProfiledCommand command)
    {
        var started = new DateTimeOffset(command.CommandCreated, TimeSpan.Zero);
        using var span = Source.StartActivity(command.Command, ActivityKind.Client, parent, startTime: started);
        span?.SetTag("db.system.name", "redis");
        span?.SetTag("db.operation.name", command.Command);
        span?.SetTag("db.namespace", command.Db);
        span?.SetEndTime((started + command.ElapsedTime).UtcDateTime);
    }
}
