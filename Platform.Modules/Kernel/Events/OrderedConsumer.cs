using System.Data;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Npgsql;
using Platform.Kernel.Data;

namespace Platform.Kernel.Events;

/// <summary>Runs one consumer: in stream order, one Worker at a time, a batch a transaction, acknowledged after its commit.</summary>
/// <remarks>
/// Whoever takes the lease first reads from the stream what a predecessor got and may not have finished, so nothing
/// is applied behind something newer. What JetStream delivers again later is a duplicate by then. On any fault it
/// gives the lease back and begins anew.
/// </remarks>
internal sealed partial class OrderedConsumer(
    ConsumerSpec spec, IBatchHandler handler, NpgsqlDataSource database, INatsJSContext js, JetStreamSetup setup, StreamHistory history,
    BatchTurns turns, TimeProvider clock, ILogger<OrderedConsumer> log) : BackgroundService
{
    private const int MaxMessages = 4096;

    // More would make an event hardly cheaper. Of large events a pull brings fewer, and their batch waits in vain, but not long.
    private const int Plenty = MaxMessages / 2;
    private const int MaxBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan StandbyCheck = TimeSpan.FromSeconds(1);
    private static readonly byte[] Term = "+TERM"u8.ToArray();

    private readonly Backoff backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lease = await Lease.TryAcquireAsync(database, spec.Name, stoppingToken);
                if (lease is not null)
                {
                    await ConsumeAsync(lease, stoppingToken);
                }

                await Task.Delay(StandbyCheck, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it was, the next round starts from what is committed.
            catch (Exception e)
#pragma warning restore CA1031
            {
                var delay = backoff.Next();
                LogFault(log, e, spec.Name, delay);
                await Task.Delay(delay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Returns when somebody else has pulled from the consumer meanwhile.</summary>
    private async Task ConsumeAsync(Lease lease, CancellationToken cancellation)
    {
        var info = (await setup.EnsureAsync(spec, cancellation)).Info;
        await using var pull = await PullSubscription.OpenAsync(js, spec.Stream.Name, spec.Name, cancellation);
        await CatchUpAsync(lease, info.AckFloor.StreamSeq, info.Delivered.StreamSeq, cancellation);
        LogActive(log, spec.Name);
        for (var delivered = info.Delivered.ConsumerSeq; ;)
        {
            await pull.WaitAsync(cancellation);
            await turns.GatherAsync(() => pull.Count >= Plenty, cancellation);
            var batch = await pull.TakeAsync(MaxMessages, MaxBytes, cancellation);
            if (batch.Count == 0)
            {
                await lease.CheckAsync(cancellation);
                backoff.Reset();
                continue;
            }

            EventTelemetry.Received(spec.Name, batch.Count);
            foreach (var message in batch)
            {
                if (message.Delivery != ++delivered)
                {
                    LogForeignPull(log, spec.Name, delivered, message.Delivery);
                    return;
                }
            }

            await turns.RunAsync(() => ApplyAsync(lease, batch, counted: true, cancellation));
            await AcknowledgeAsync(batch, cancellation);
            backoff.Reset();
        }
    }

    /// <summary>Applies again what was delivered and not acknowledged, in order.</summary>
    private async Task CatchUpAsync(Lease lease, ulong after, ulong last, CancellationToken cancellation)
    {
        if (after >= last)
        {
            return;
        }

        LogCatchingUp(log, spec.Name, after, last);
        await foreach (var batch in history.ReadAsync(spec, after, m => m.Sequence <= last, cancellation))
        {
            await ApplyAsync(lease, batch, counted: false, cancellation);
        }
    }

    private async Task ApplyAsync(Lease lease, List<StreamMessage> batch, bool counted, CancellationToken cancellation)
    {
        try
        {
            await InTransactionAsync(lease, batch, counted, transaction => handler.ApplyAsync(batch, transaction, cancellation), cancellation);
        }
        catch (Exception e) when (Faults.IsOfTheMessage(e) && lease.Connection.State == ConnectionState.Open)
        {
            if (batch.Count > 1)
            {
                LogSplitting(log, e, spec.Name, batch.Count);
                await ApplyAsync(lease, batch[..(batch.Count / 2)], counted, cancellation);
                await ApplyAsync(lease, batch[(batch.Count / 2)..], counted, cancellation);
                return;
            }

            LogRefusing(log, e, spec.Name, batch[0].Sequence);
            await InTransactionAsync(lease, batch, counted,
                transaction => handler.RefuseAsync(batch[0], $"could not be processed ({e.GetType().Name})", transaction, cancellation), cancellation);
        }
    }

    private async Task InTransactionAsync(
        Lease lease, List<StreamMessage> batch, bool counted, Func<NpgsqlTransaction, Task<BatchCounts>> work, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        using var activity = EventTelemetry.StartBatch(spec.Name, batch);
        try
        {
            await using var transaction = await lease.Connection.BeginTransactionAsync(cancellation);
            var counts = await work(transaction);
            if (!counted)
            {
                // Reading again what is applied already is not the publisher's duplicate.
                counts = counts with { Duplicates = 0 };
            }

            await using (var day = new NpgsqlBatch(lease.Connection, transaction))
            {
                day.BatchCommands.Add(ConsumerDays.Add(spec.Name, counts, watch.Elapsed, clock.Now()));
                await day.ExecuteNonQueryAsync(cancellation);
            }

            await transaction.CommitAsync(cancellation);
            EventTelemetry.Committed(activity, spec.Name, batch, counts, clock.Now(), watch.Elapsed);
        }
        catch (Exception e)
        {
            EventTelemetry.Fail(activity, e);
            throw;
        }
    }

    /// <summary>Sent without waiting for the server: an acknowledgement that is lost only brings a duplicate.</summary>
    private async Task AcknowledgeAsync(List<StreamMessage> batch, CancellationToken cancellation)
    {
        foreach (var message in batch)
        {
            await js.Connection.PublishAsync(message.ReplyTo, message.IsRefused ? Term : [],
                serializer: NatsRawSerializer<byte[]>.Default, cancellationToken: cancellation);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Consumer}: active")]
    private static partial void LogActive(ILogger log, string consumer);

    [LoggerMessage(LogLevel.Information, "{Consumer}: reading again what may be unfinished, after {After} up to {Last}")]
    private static partial void LogCatchingUp(ILogger log, string consumer, ulong after, ulong last);

    [LoggerMessage(LogLevel.Information, "{Consumer}: delivery {Expected} went elsewhere, got {Delivery}; beginning anew")]
    private static partial void LogForeignPull(ILogger log, string consumer, ulong expected, ulong delivery);

    [LoggerMessage(LogLevel.Warning, "{Consumer}: a batch of {Count} failed, looking for the message to blame")]
    private static partial void LogSplitting(ILogger log, Exception error, string consumer, int count);

    [LoggerMessage(LogLevel.Error, "{Consumer}: message {Sequence} could not be processed and goes to the dead letters")]
    private static partial void LogRefusing(ILogger log, Exception error, string consumer, ulong sequence);

    [LoggerMessage(LogLevel.Warning, "{Consumer}: beginning anew in {Delay}")]
    private static partial void LogFault(ILogger log, Exception error, string consumer, TimeSpan delay);
}
