using System.Diagnostics;
using System.Globalization;
using NATS.Client.Core;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;
using Platform.Trading.Ingest;

namespace Platform.Benchmarks;

/// <summary>Bots' events, from the first publish to the last commit, against COPY of the same rows and against one transaction an event.</summary>
internal static class IngestBench
{
    private const int Events = 50_000;
    private const int Accounts = 200;
    private const int WarmUps = 3;
    private const int Rounds = 7;
    private const int OneByOne = 2_000;
    private const int Burst = 1024;
    private const int BurstsInFlight = 4;

    private const decimal Start = 1_000_000m;

    // Kept by the transactions of the batches: asking costs nothing.
    private const string Processed = "SELECT coalesce(sum(processed), 0)::bigint FROM events.consumer_days";

    private static readonly string[] Tables = ["trading.event_processing", "trading.trading_logs", "trading.transactions"];

    public static async Task RunAsync(Report report)
    {
        await using var system = await BenchSystem.StartAsync(durable: true);
        var member = await Seed.MemberAsync(system.OwnerSource, Accounts);
        var key = await system.BotKeyAsync(member);
        await system.StartWorkersAsync();

        for (var round = 0; round < WarmUps; round++)
        {
            await MeasureAsync(system, member, round == 0 ? key : null);
        }

        var rounds = new List<(double Ingest, double Signed, double Copy)>();
        for (var round = 0; round < Rounds; round++)
        {
            // In turns, so that whatever else the machine does meets both alike.
            // Signed and unsigned change places: what comes behind a COPY finds PostgreSQL busy.
            var isSignedFirst = round % 2 == 1;
            var first = await MeasureAsync(system, member, isSignedFirst ? key : null);
            var second = await MeasureAsync(system, member, isSignedFirst ? null : key);
            rounds.Add((isSignedFirst ? second : first, isSignedFirst ? first : second, await CopyAsync(system.OwnerSource)));
        }

        report.Limit($"Workers' memory after {(WarmUps + (2 * Rounds)) * Events:N0} events", BenchSystem.MemoryOf(system.WorkersProcess!), "MB", null);
        await system.StopAsync(system.WorkersProcess!);

        var (ingest, _, copy) = rounds.OrderBy(r => r.Ingest / r.Copy).ElementAt(Rounds / 2);
        var (unsigned, signed, _) = rounds.OrderBy(r => r.Signed / r.Ingest).ElementAt(Rounds / 2);
        var single = await OneTransactionEachAsync(system.OwnerSource, member);
        report.Ratio("trading events, published to committed, floor: COPY of the same rows", ingest, copy, "events/s", 0.5);
        report.Ratio("the same, each with a signature, floor: without", signed, unsigned, "events/s", 0.95);
        report.Ratio("the same, floor: one transaction an event", ingest, single, "events/s", 12);
    }

    private sealed record Event(string Subject, NatsHeaders Headers, byte[] Payload);

    /// <summary>Half of the events are orders, half move a balance; each is acknowledged by the stream before it counts as published.</summary>
    private static async Task<double> MeasureAsync(BenchSystem system, Member member, (Guid Id, string Secret)? key)
    {
        await ClearAsync(system.OwnerSource);
        await ExecuteAsync(system.OwnerSource, string.Create(CultureInfo.InvariantCulture, $"UPDATE trading.sub_accounts SET balance = {Start}"));
        var events = member.Accounts.Select((account, i) => EventsOf(member, account, i % 2 == 0 ? "USDT" : "ETH", Events / Accounts)).ToList();
        if (key is { } signer)
        {
            events.ForEach(bot => bot.ForEach(e => Sign(e, signer.Id, signer.Secret)));
        }

        var interleaved = Enumerable.Range(0, Events / Accounts).SelectMany(step => events.Select(bot => bot[step])).ToList();

        var before = await CountAsync(system.OwnerSource, Processed);
        var started = Stopwatch.GetTimestamp();
        await PublishAsync(system.Servers.Nats.BotConnectionString, interleaved);
        Console.WriteLine($"  published {Events:N0} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");
        while (await CountAsync(system.OwnerSource, Processed) < before + Events)
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(3))
            {
                throw new TimeoutException("The events were not processed in time.");
            }

            await Task.Delay(50);
        }

        return Events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Publishes with acknowledgements in flight, as many bots together do: one reply subject takes the acknowledgements of all.</summary>
    private static async Task PublishAsync(string url, List<Event> events)
    {
        await using var nats = new NatsConnection(new NatsOpts { Url = url });
        var replies = nats.NewInbox();
        await using var acknowledgements = await nats.SubscribeCoreAsync(replies, serializer: NatsRawSerializer<byte[]>.Default);
        using var window = new SemaphoreSlim(BurstsInFlight);
        var acknowledged = Task.Run(async () =>
        {
            for (var i = 1; i <= events.Count; i++)
            {
                var reply = await acknowledgements.Msgs.ReadAsync();
                if (reply.Data.AsSpan().IndexOf("\"error\""u8) >= 0)
                {
                    throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(reply.Data!));
                }

                if (i % Burst == 0)
                {
                    window.Release();
                }
            }
        });
        foreach (var burst in events.Chunk(Burst))
        {
            var turn = window.WaitAsync();
            if (await Task.WhenAny(turn, acknowledged) != turn)
            {
                // No turn comes after a refusal.
                await acknowledged;
            }

            foreach (var (subject, headers, payload) in burst)
            {
                await nats.PublishAsync(subject, payload, headers, replies, NatsRawSerializer<byte[]>.Default);
            }
        }

        await acknowledged;
    }

    private static List<Event> EventsOf(Member member, Guid account, string symbol, int count)
    {
        var events = new List<Event>(count);
        var balance = Start;
        for (var i = 0; i < count; i++)
        {
            var id = Guid.CreateVersion7().ToString();
            var headers = new NatsHeaders { ["Nats-Msg-Id"] = id };
            var head = $$"""
                {"event_id":"{{id}}","timestamp":"{{TimeProvider.System.GetUtcNow().UtcDateTime:O}}","user_id":"{{member.User}}","trading_id":"{{member.Trading}}","sub_account_id":"{{account}}","source":"bench","version":"1.0","symbol":"{{symbol}}",
                """.Trim();
            if (i % 2 == 0)
            {
                events.Add(new("trading.balance.updated", headers, System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $$"""{{head}}"event_type":"trading.balance.updated","previous_balance":"{{balance}}","new_balance":"{{balance + 1.25m}}","amount":"1.25","direction":"credit","reason":"long_profit"}"""))));
                balance += 1.25m;
            }
            else
            {
                events.Add(new("trading.orders.filled", headers, System.Text.Encoding.UTF8.GetBytes(
                    $$"""{{head}}"event_type":"trading.orders.filled","order_id":"order-{{i}}","side":"buy","type":"market","amount":"0.5","price":"3000.25","status":"filled","message":"Executed buy order","metadata":{"strategy":"momentum"} }""")));
            }
        }

        return events;
    }

    /// <summary>Before the clock runs: it measures the platform, not the bots.</summary>
    private static void Sign(Event e, Guid key, string secret)
    {
        var mac = new byte[32];
        EventSignature.Compute(System.Text.Encoding.UTF8.GetBytes(secret), e.Subject, e.Payload, mac);
        e.Headers[EventSignature.KeyHeader] = key.ToString();
        e.Headers[EventSignature.SignatureHeader] = $"sha256={Convert.ToHexStringLower(mac)}";
    }

    private static async Task<double> CopyAsync(NpgsqlDataSource owner)
    {
        await using var connection = await owner.OpenConnectionAsync();
        var rows = new List<byte[]>();
        foreach (var table in Tables)
        {
            await using var export = await connection.BeginRawBinaryCopyAsync($"COPY {table} TO STDOUT (FORMAT binary)");
            using var buffer = new MemoryStream();
            await export.CopyToAsync(buffer);
            rows.Add(buffer.ToArray());
        }

        await ClearAsync(owner);
        var started = Stopwatch.GetTimestamp();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            foreach (var (table, data) in Tables.Zip(rows))
            {
                await using var import = await connection.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT binary)");
                await import.WriteAsync(data);
            }

            await transaction.CommitAsync();
        }

        return Events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> OneTransactionEachAsync(NpgsqlDataSource owner, Member member)
    {
        await using var connection = await owner.OpenConnectionAsync();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < OneByOne; i++)
        {
            var now = TimeProvider.System.GetUtcNow();
            var account = member.Accounts[i % Accounts];
            await using var transaction = await connection.BeginTransactionAsync();
            await RunAsync("INSERT INTO trading.event_processing (event_id, subject, stream, sequence, user_id, trading_id, sub_account_id, status, attempts, processed_at) VALUES ($1, 'trading.balance.updated', 'TRADING', $2, $3, $4, $5, 'processed', 1, $6)",
                Guid.CreateVersion7().ToString(), (long)i, member.User, member.Trading, account, now.UtcDateTime);
            await RunAsync("INSERT INTO trading.trading_logs (id, tenant_id, user_id, trading_id, sub_account_id, timestamp, type, source, message, info) VALUES ($1, $2, $3, $4, $5, $6, 'balance_update', 'bot', 'bench', $7)",
                RowId.InOrder(now), member.Tenant, member.User, member.Trading, account, now.UtcDateTime, new NpgsqlParameter { Value = "{}", NpgsqlDbType = NpgsqlDbType.Json });
            if (i % 2 == 0)
            {
                await RunAsync("SELECT balance FROM trading.sub_accounts WHERE id = $1 FOR UPDATE", account);
                await RunAsync("INSERT INTO trading.transactions (id, tenant_id, user_id, trading_id, sub_account_id, timestamp, direction, reason, amount, closing_balance, price, quote_symbol, info) VALUES ($1, $2, $3, $4, $5, $6, 1, 'long_profit', 1.25, 1, 1, 'USDT', $7)",
                    RowId.InOrder(now), member.Tenant, member.User, member.Trading, account, now.UtcDateTime, new NpgsqlParameter { Value = "{}", NpgsqlDbType = NpgsqlDbType.Json });
                await RunAsync("UPDATE trading.sub_accounts SET balance = balance + 1.25, credits = credits + 1, updated_at = $2 WHERE id = $1", account, now.UtcDateTime);
            }

            await transaction.CommitAsync();
        }

        return OneByOne / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task RunAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
            {
                command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
            }

            await command.ExecuteNonQueryAsync();
        }
    }

    private static Task ClearAsync(NpgsqlDataSource owner) => ExecuteAsync(owner, $"TRUNCATE {string.Join(", ", Tables)}");

    private static async Task<long> CountAsync(NpgsqlDataSource owner, string sql)
    {
        await using var command = owner.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource owner, string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
