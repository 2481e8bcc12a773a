using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>Runs queued jobs; a killed Worker's job goes to another.</summary>
internal sealed partial class JobRunner(
    NpgsqlDataSource database, JetStreamSetup setup, IEnumerable<IJobHandler> handlers, TimeProvider clock, ILogger<JobRunner> log)
    : QueueWorker(Spec, JobQueue.DeadStream, setup, clock, log)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly ConsumerSpec Spec = new("job-runner", JobQueue.Stream, "jobs.>");

    private readonly Dictionary<string, IJobHandler> byKind = handlers.ToDictionary(h => h.Kind);

    protected override async Task TakeAsync(INatsJSMsg<byte[]> message, CancellationToken cancellation)
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

        // Before the row says that it runs: that is an event, too, and belongs to the same trace.
        using var attempt = JobTelemetry.Start(message.Subject[JobQueue.SubjectPrefix.Length..], message.Headers?[EventTelemetry.TraceParent].ToString());
        if (await JobRow.BeginAsync(lease.Connection, id, Clock.Now(), cancellation) is not { } job)
        {
            attempt.Outcome = JobAttempt.Skipped;
            await message.AckAsync(cancellationToken: cancellation);
            return;
        }

        using var cancelled = new CancellationTokenSource();
        try
        {
            await RunAsync(message, job, lease.Connection, cancelled, cancellation);
            await JobRow.CompleteAsync(lease.Connection, id, Clock.Now(), cancellation);
            attempt.Outcome = JobStatus.Completed;
            await message.AckAsync(cancellationToken: cancellation);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            await JobRow.CancelAsync(lease.Connection, id, Clock.Now(), cancellation);
            attempt.Outcome = JobStatus.Cancelled;
            await message.AckAsync(cancellationToken: cancellation);
        }
        catch (Exception e) when (lease.Connection.State == System.Data.ConnectionState.Open)
        {
            // A Worker that is asked to stop still gives its job back, at once.
            var stopping = cancellation.IsCancellationRequested;
            attempt.Fail(e);
            attempt.Outcome = await SettleAsync(message, lease.Connection, job, e, stopping, CancellationToken.None);
        }
    }

    /// <summary>Runs the handler, tells JetStream meanwhile that it is being worked on, and stops it once somebody has cancelled the job.</summary>
    private async Task RunAsync(
        INatsJSMsg<byte[]> message, BegunJob job, NpgsqlConnection connection, CancellationTokenSource cancelled, CancellationToken cancellation)
    {
        if (job.IsCancelled)
        {
            await cancelled.CancelAsync();
            cancelled.Token.ThrowIfCancellationRequested();
        }

        if (job.Attempts > MaxAttempts)
        {
            throw new InvalidOperationException($"Given up after {MaxAttempts} attempts.");
        }

        if (!byKind.TryGetValue(job.Kind, out var handler))
        {
            throw new InvalidOperationException("No handler for this kind of job.");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelled.Token, cancellation);
        using var timer = new PeriodicTimer(Beat, Clock);
        var work = handler.RunAsync(new JobRun(job, connection, Clock), either.Token);
        var tick = timer.WaitForNextTickAsync(cancellation).AsTask();
        while (await Task.WhenAny(work, tick) == tick && tick.IsCompletedSuccessfully)
        {
            if (await BeatAsync(message, job.Id, cancellation))
            {
                await cancelled.CancelAsync();
            }

            tick = timer.WaitForNextTickAsync(cancellation).AsTask();
        }

        await work;
    }

    /// <summary>Where JetStream does not hear of it, the message comes again, and finds the job's lease taken.</summary>
    /// <returns>Whether the job is cancelled.</returns>
    private async Task<bool> BeatAsync(INatsJSMsg<byte[]> message, Guid id, CancellationToken cancellation)
    {
        // A statement every two seconds would bury what the job itself does in its trace.
        Activity.Current = null;
        try
        {
            await message.AckProgressAsync(cancellationToken: cancellation);
            return await JobRow.BeatAsync(database, id, Clock.Now(), cancellation);
        }
        catch (Exception e) when (e is NatsException or NpgsqlException or OperationCanceledException)
        {
            // The work goes on, and is awaited in any case: it has the connection.
            return false;
        }
    }

    /// <returns>The outcome of the attempt.</returns>
    private async Task<string> SettleAsync(
        INatsJSMsg<byte[]> message, NpgsqlConnection connection, BegunJob job, Exception error, bool stopping, CancellationToken cancellation)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        text = text.Length > JobTable.MaxError ? text[..JobTable.MaxError] : text;
        var own = Faults.IsOfTheMessage(error);
        if (stopping)
        {
            await JobRow.PutBackAsync(connection, job.Id, "Interrupted", counts: false, Clock.Now(), cancellation);
            await message.NakAsync(cancellationToken: cancellation);
            return JobAttempt.Interrupted;
        }

        LogFailed(Log, error, job.Id, job.Kind, job.Attempts);
        if (error is JobFailedException || (own && job.Attempts >= MaxAttempts))
        {
            var failure = error is JobFailedException ? text[(text.IndexOf(':', StringComparison.Ordinal) + 2)..] : $"The work failed; the log has it under {job.Id}";
            await JobRow.FailAsync(connection, job.Id, job.Kind, text, failure, Clock.Now(), cancellation);
            await message.AckTerminateAsync(cancellationToken: cancellation);
            return JobStatus.Failed;
        }

        await JobRow.PutBackAsync(connection, job.Id, text, counts: own, Clock.Now(), cancellation);
        await message.NakAsync(new AckOpts { NakDelay = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(job.Attempts, 6))) }, cancellation);
        return JobAttempt.Retried;
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
}
