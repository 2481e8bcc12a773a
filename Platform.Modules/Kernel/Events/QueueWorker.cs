using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Platform.Kernel.Events;

/// <summary>Takes the messages of a work queue one after the other: all Workers share the queue, and what one of them cannot finish comes again.</summary>
/// <param name="spec">The durable consumer of the queue.</param>
/// <param name="dead">Where messages go that are given up; null where none is.</param>
internal abstract partial class QueueWorker(ConsumerSpec spec, StreamSpec? dead, JetStreamSetup setup, TimeProvider clock, ILogger log) : BackgroundService
{
    private static readonly NatsJSNextOpts Next = new() { Expires = TimeSpan.FromSeconds(20), IdleHeartbeat = TimeSpan.FromSeconds(5) };

    private readonly Backoff backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    protected TimeProvider Clock { get; } = clock;

    protected ILogger Log { get; } = log;

    /// <summary>Deals with a message, its acknowledgement included.</summary>
    protected abstract Task TakeAsync(INatsJSMsg<byte[]> message, CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var consumer = await setup.EnsureAsync(spec, stoppingToken);
                if (dead is not null)
                {
                    await setup.EnsureAsync(dead, stoppingToken);
                }

                while (true)
                {
                    if (await consumer.NextAsync(NatsRawSerializer<byte[]>.Default, Next, stoppingToken) is { } message)
                    {
                        await TakeOrGiveBackAsync(message, stoppingToken);
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
                LogFault(Log, e, spec.Name, delay);
                await Task.Delay(delay, Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TakeOrGiveBackAsync(INatsJSMsg<byte[]> message, CancellationToken stopping)
    {
        try
        {
            await TakeAsync(message, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Otherwise the next Worker would get it only once its acknowledgement is overdue.
            await message.NakAsync(cancellationToken: CancellationToken.None);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Queue} begins anew in {Delay}")]
    private static partial void LogFault(ILogger log, Exception error, string queue, TimeSpan delay);
}
