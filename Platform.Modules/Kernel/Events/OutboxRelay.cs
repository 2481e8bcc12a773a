using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Npgsql;

namespace Platform.Kernel.Events;

/// <summary>Publishes what the outbox holds, oldest first, and deletes what JetStream has acknowledged.</summary>
/// <remarks>
/// One Worker at a time does it. A message that is published twice has the same id, so JetStream keeps it once.
/// The order is that of the ids, as long as the connection holds: a batch is on its way at once.
/// </remarks>
internal sealed partial class OutboxRelay(
    NpgsqlDataSource database, INatsJSContext js, JetStreamSetup setup, IEnumerable<StreamSpec> streams, TimeProvider clock,
    ILogger<OutboxRelay> log) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StandbyCheck = TimeSpan.FromSeconds(1);

    private readonly Backoff backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lease = await Lease.TryAcquireAsync(database, "outbox", stoppingToken);
                if (lease is not null)
                {
                    await RelayAsync(lease.Connection, stoppingToken);
                }

                await Task.Delay(StandbyCheck, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // What was not acknowledged is still in the outbox.
            catch (Exception e)
#pragma warning restore CA1031
            {
                var delay = backoff.Next();
                LogFault(log, e, delay);
                await Task.Delay(delay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RelayAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var stream in streams.DistinctBy(s => s.Name))
        {
            await setup.EnsureAsync(stream, cancellation);
        }

        while (true)
        {
            var messages = await ReadAsync(connection, cancellation);
            if (messages.Count > 0)
            {
                // Published while disconnected, they would leave in any order once the connection is back.
                await js.Connection.PingAsync(cancellation);
            }

            var published = await Task.WhenAll(messages.Select(m => PublishAsync(m, cancellation)));
            await DeleteAsync(connection, [.. messages.Where((_, i) => published[i]).Select(m => m.Id)], cancellation);
            if (!published.All(done => done))
            {
                throw new NatsJSException("Some messages were not acknowledged.");
            }

            backoff.Reset();
            if (messages.Count < BatchSize)
            {
                await Task.Delay(Idle, clock, cancellation);
            }
        }
    }

    private static async Task<List<OutboxMessage>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, subject, payload, headers, created_at FROM events.outbox ORDER BY id LIMIT $1", connection)
        { Parameters = { new() { Value = BatchSize } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var messages = new List<OutboxMessage>();
        while (await reader.ReadAsync(cancellation))
        {
            messages.Add(new OutboxMessage
            {
                Id = reader.GetGuid(0),
                Subject = reader.GetString(1),
                Payload = reader.GetFieldValue<byte[]>(2),
                Headers = new Data.Json(reader.GetString(3)),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(4),
            });
        }

        return messages;
    }

    private async Task<bool> PublishAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var stored = JsonSerializer.Deserialize<Dictionary<string, string>>(message.Headers.Text) ?? [];
        using var activity = EventTelemetry.StartPublish(message.Subject, stored.GetValueOrDefault(EventTelemetry.TraceParent));
        var headers = new NatsHeaders();
        foreach (var (name, value) in stored)
        {
            headers[name] = value;
        }

        try
        {
            var ack = await js.PublishAsync(message.Subject, message.Payload, NatsRawSerializer<byte[]>.Default,
                new NatsJSPubOpts { MsgId = message.Id.ToString() }, headers, cancellation);
            ack.EnsureSuccess();
            return true;
        }
        catch (Exception e) when (e is NatsException or TimeoutException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            LogUnpublished(log, e, message.Id, message.Subject);
            return false;
        }
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellation)
    {
        if (ids.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand("DELETE FROM events.outbox WHERE id = ANY ($1)", connection) { Parameters = { new() { Value = ids } } };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "Outbox message {Id} for {Subject} was not published")]
    private static partial void LogUnpublished(ILogger log, Exception error, Guid id, string subject);

    [LoggerMessage(LogLevel.Warning, "Outbox relay begins anew in {Delay}")]
    private static partial void LogFault(ILogger log, Exception error, TimeSpan delay);
}
