using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>Runs queued jobs: all Workers share the queue, and a killed Worker's job goes to another.</summary>
internal sealed partial class JobRunner(
    NpgsqlDataSource database, JetStreamSetup setup, IEnumerable<IJobHandler> handlers, TimeProvider clock, ILogger<JobRunner> log) : BackgroundService
{
    private const int MaxAttempts = 5;
    private const int MaxError = 2000;
    private static readonly ConsumerSpec Spec = new("job-runner", JobQueue.Stream, "jobs.>");
    private static readonly NatsJSNextOpts Next = new() { Expires = TimeSpan.FromSeconds(20), IdleHeartbeat = TimeSpan.FromSeconds(5) };

    private readonly Dictionary<string, IJobHandler> byKind = handlers.ToDictionary(h => h.Kind);
    private readonly Backoff backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var consumer = await setup.EnsureAsync(Spec, stoppingToken);
                await setup.EnsureAsync(JobQueue.DeadStream, stoppingToken);
                while (true)
                {
                    if (await consumer.NextAsync(NatsRawSerializer<byte[]>.Default, Next, stoppingToken) is { } message)
                    {
                        await TakeAsync(message, stoppingToken);
                    }

                    backoff.Reset();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The message comes again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                var delay = backoff.Next();
                LogFault(log, e, delay);
                await Task.Delay(delay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TakeAsync(INatsJSMsg<byte[]> message, CancellationToken cancellation)
    {
        if (Read(message.Data) is not { } id)
        {
            await message.AckTerminateAsync(cancellationToken: cancellation);
            return;
        }

        // A Worker that seems dead may still be at it.
        await using var lease = await Lease.TryAcquireAsync(database, $"job:{id}", cancellation);
        if (lease is null)
        {
            await message.NakAsync(new AckOpts { NakDelay = TimeSpan.FromSeconds(10) }, cancellation);
            return;
        }

        if (await JobRow.BeginAsync(lease.Connection, id, clock.Now(), cancellation) is not var (kind, owner, input, result, attempts))
        {
            await message.AckAsync(cancellationToken: cancellation);
            return;
        }

        using var activity = EventTelemetry.StartJob(kind, message.Headers?[EventTelemetry.TraceParent].ToString());
        try
        {
            if (attempts > MaxAttempts)
            {
                throw new InvalidOperationException($"Given up after {MaxAttempts} attempts.");
            }

            await RunAsync(message, new JobRun(id, owner, input, result, lease.Connection, clock), kind, cancellation);
            await JobRow.CompleteAsync(lease.Connection, id, clock.Now(), cancellation);
            await message.AckAsync(cancellationToken: cancellation);
        }
        catch (Exception e) when (lease.Connection.State == System.Data.ConnectionState.Open)
        {
            // A Worker that is asked to stop still gives its job back, at once.
            var stopping = cancellation.IsCancellationRequested;
            await SettleAsync(message, lease.Connection, (id, kind, attempts), e, stopping, CancellationToken.None);
        }
    }

    /// <summary>Runs the handler and tells JetStream meanwhile that it is being worked on.</summary>
    private async Task RunAsync(INatsJSMsg<byte[]> message, JobRun run, string kind, CancellationToken cancellation)
    {
        if (!byKind.TryGetValue(kind, out var handler))
        {
            throw new InvalidOperationException("No handler for this kind of job.");
        }

        using var timer = new PeriodicTimer(JetStreamSetup.AckWait / 3, clock);
        var work = handler.RunAsync(run, cancellation);
        var tick = timer.WaitForNextTickAsync(cancellation).AsTask();
        while (await Task.WhenAny(work, tick) == tick && tick.IsCompletedSuccessfully)
        {
            await ProgressAsync(message, cancellation);
            tick = timer.WaitForNextTickAsync(cancellation).AsTask();
        }

        await work;
    }

    /// <summary>Where JetStream does not hear of it, the message comes again, and finds the job's lease taken.</summary>
    private static async Task ProgressAsync(INatsJSMsg<byte[]> message, CancellationToken cancellation)
    {
        try
        {
            await message.AckProgressAsync(cancellationToken: cancellation);
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            // The work goes on, and is awaited in any case: it has the connection.
        }
    }

    private async Task SettleAsync(
        INatsJSMsg<byte[]> message, NpgsqlConnection connection, (Guid Id, string Kind, int Attempts) job, Exception error, bool stopping,
        CancellationToken cancellation)
    {
        var (id, kind, attempts) = job;
        var text = $"{error.GetType().Name}: {error.Message}";
        text = text.Length > MaxError ? text[..MaxError] : text;
        var own = Faults.IsOfTheMessage(error);
        if (stopping)
        {
            await JobRow.PutBackAsync(connection, id, "Interrupted", counts: false, clock.Now(), cancellation);
            await message.NakAsync(cancellationToken: cancellation);
            return;
        }

        LogFailed(log, error, id, kind, attempts);
        if (own && attempts >= MaxAttempts)
        {
            await JobRow.FailAsync(connection, id, kind, text, clock.Now(), cancellation);
            await message.AckTerminateAsync(cancellationToken: cancellation);
            return;
        }

        await JobRow.PutBackAsync(connection, id, text, counts: own, clock.Now(), cancellation);
        await message.NakAsync(new AckOpts { NakDelay = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(attempts, 6))) }, cancellation);
    }

    private static Guid? Read(byte[]? data)
    {
        try
        {
            return JsonSerializer.Deserialize<JobMessage>(data)?.JobId;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Job {Id} ({Kind}) failed in attempt {Attempt}")]
    private static partial void LogFailed(ILogger log, Exception error, Guid id, string kind, int attempt);

    [LoggerMessage(LogLevel.Warning, "Job runner begins anew in {Delay}")]
    private static partial void LogFault(ILogger log, Exception error, TimeSpan delay);
}

/// <summary>How jobs are plugged into the hosts.</summary>
internal static class JobServices
{
    public static IServiceCollection AddJobWorkers(this IServiceCollection services) => services
        .AddStream(JobQueue.Stream)
        .AddStream(JobQueue.DeadStream)
        .AddHostedService<JobRunner>()
        .AddSingleton(new RetentionRule("jobs.jobs", "finished_at", TimeSpan.FromDays(90)))
        .AddHostedService<Retention>();

    public static IServiceCollection AddJobHandler<THandler>(this IServiceCollection services) where THandler : class, IJobHandler =>
        services.AddSingleton<IJobHandler, THandler>();
}
