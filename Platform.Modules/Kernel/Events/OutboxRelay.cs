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
                else
                {
                    // The age is told by the Worker that relays.
                    EventTelemetry.OutboxWaits(null, clock.GetUtcNow());
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
            EventTelemetry.OutboxWaits(messages.Count > 0 ? messages[0].CreatedAt : null, clock.GetUtcNow());
            if (messages.Count > 0)
            {
                // Published while disconnected, they would leave in any order once the connection is back.
                await js.Connection.PingAsync(cancellation);
            }

            var published = await Task.WhenAll(messages.Select(m => PublishAsync(m, cancellation)));
            Guid[] done = [.. messages.Where((_, i) => published[i]).Select(m => m.Id)];
            await DeleteAsync(connection, done, cancellation);
            EventTelemetry.Published(done.Length);
            await SetAsideAsync(connection, messages.Where(m => m.Refusal is not null).ToList(), cancellation);
            if (messages.Where((m, i) => !published[i] && m.Refusal is null).Any())
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
            "SELECT id, subject, payload, headers, created_at FROM events.outbox WHERE refusal IS NULL ORDER BY id LIMIT $1", connection)
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
        Activity? activity = null;
        try
        {
            var stored = JsonSerializer.Deserialize<Dictionary<string, string>>(message.Headers.Text) ?? [];
            activity = EventTelemetry.StartPublish(message.Subject, stored.GetValueOrDefault(EventTelemetry.TraceParent));
            var headers = new NatsHeaders();
            foreach (var (name, value) in stored)
            {
                headers[name] = value;
            }

            if (activity?.Id is { } span)
            {
                // Whoever handles the message follows its publication.
                headers[EventTelemetry.TraceParent] = span;
            }

            Publishable.Check(message.Subject, headers);
            var ack = await js.PublishAsync(message.Subject, message.Payload, NatsRawSerializer<byte[]>.Default,
                new NatsJSPubOpts { MsgId = message.Id.ToString() }, headers, cancellation);

            // A duplicate is one that was acknowledged before, to somebody who could not delete the row.
            return ack.Error is null ? true : throw new NatsJSApiException(ack.Error);
        }
        catch (Exception e) when (Publishable.IsRefusal(e))
        {
            EventTelemetry.Fail(activity, e);
            LogRefused(log, e, message.Id, message.Subject);
            message.Refusal = $"{e.GetType().Name}: {e.Message}";
            return false;
        }
        catch (Exception e) when (e is NatsException or TimeoutException)
        {
            EventTelemetry.Fail(activity, e);
            LogUnpublished(log, e, message.Id, message.Subject);
            return false;
        }
        finally
        {
            activity?.Dispose();
        }
    }

    /// <summary>Keeps what can never be published, and out of the way of the rest.</summary>
    private static async Task SetAsideAsync(NpgsqlConnection connection, List<OutboxMessage> refused, CancellationToken cancellation)
    {
        if (refused.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand("""
            UPDATE events.outbox o SET refusal = left(r.refusal, 500) FROM unnest($1, $2) AS r (id, refusal) WHERE o.id = r.id
            """, connection)
        {
            Parameters =
            {
                new() { Value = refused.Select(m => m.Id).ToArray() },
                new() { Value = refused.Select(m => m.Refusal!.Replace('\0', ' ')).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
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

    [LoggerMessage(LogLevel.Error, "Outbox message {Id} for {Subject} can never be published and is set aside, with the reason in its row")]
    private static partial void LogRefused(ILogger log, Exception error, Guid id, string subject);

    [LoggerMessage(LogLevel.Warning, "Outbox relay begins anew in {Delay}")]
    private static partial void LogFault(ILogger log, Exception error, TimeSpan delay);
}
