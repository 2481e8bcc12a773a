using Microsoft.Extensions.Configuration;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Platform.Kernel.Events;

/// <summary>Creates streams and durable consumers that are absent and widens streams that lack a subject; never takes anything away.</summary>
internal sealed class JetStreamSetup(INatsJSContext js, IConfiguration configuration, TimeProvider clock)
{
    private const int NotFound = 404;
    private const int StreamNameInUse = 10058;

    /// <summary>Unacknowledged messages come again after this time; how long a batch may take at most.</summary>
    public static readonly TimeSpan AckWait = TimeSpan.FromSeconds(30);

    public async Task EnsureAsync(StreamSpec spec, CancellationToken cancellation)
    {
        try
        {
            var config = (await js.GetStreamAsync(spec.Name, cancellationToken: cancellation)).Info.Config;
            var missing = spec.Subjects.Except(config.Subjects ?? [], StringComparer.Ordinal).ToList();
            if (missing.Count > 0)
            {
                config.Subjects = [.. config.Subjects ?? [], .. missing];
                await js.UpdateStreamAsync(config, cancellation);
            }
        }
        catch (NatsJSApiException e) when (e.Error.Code == NotFound)
        {
            await CreateAsync(spec, cancellation);
        }
    }

    public async Task<INatsJSConsumer> EnsureAsync(ConsumerSpec spec, CancellationToken cancellation)
    {
        await EnsureAsync(spec.Stream, cancellation);
        try
        {
            return await js.GetConsumerAsync(spec.Stream.Name, spec.Name, cancellation);
        }
        catch (NatsJSApiException e) when (e.Error.Code == NotFound)
        {
            return await js.CreateOrUpdateConsumerAsync(spec.Stream.Name, new ConsumerConfig(spec.Name)
            {
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                AckWait = AckWait,
                DeliverPolicy = spec.StartsWithin is null ? ConsumerConfigDeliverPolicy.All : ConsumerConfigDeliverPolicy.ByStartTime,
                OptStartTime = clock.GetUtcNow() - spec.StartsWithin ?? default,
                FilterSubject = spec.Filter,
                MaxAckPending = 50_000,
                MaxDeliver = -1,
            }, cancellation);
        }
    }

    private async Task CreateAsync(StreamSpec spec, CancellationToken cancellation)
    {
        try
        {
            await js.CreateStreamAsync(new StreamConfig(spec.Name, [.. spec.Subjects])
            {
                Storage = StreamConfigStorage.File,
                Retention = spec.WorkQueue ? StreamConfigRetention.Workqueue : StreamConfigRetention.Limits,
                MaxAge = spec.MaxAge,
                DuplicateWindow = TimeSpan.FromMinutes(2),
                NumReplicas = configuration.GetValue("Events:Replicas", 1),
            }, cancellation);
        }
        catch (NatsJSApiException e) when (e.Error.ErrCode == StreamNameInUse)
        {
            // Another Worker was faster.
        }
    }
}
