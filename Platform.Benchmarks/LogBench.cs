using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;

namespace Platform.Benchmarks;

/// <summary><c>POST /v1/trading-logs</c> against the same statements in one plain Npgsql transaction each, without HTTP.</summary>
internal static class LogBench
{
    private const int Writers = 8;
    private const int WarmUp = 400;
    private const int Measured = 3_000;

    public static async Task RunAsync(Report report, BenchSystem system)
    {
        foreach (var trade in new[] { false, true })
        {
            var name = trade ? "long" : "deposit";
            var members = new List<(Member Member, string Token)>();
            for (var i = 0; i < Writers; i++)
            {
                var member = await Seed.MemberAsync(system.OwnerSource, accounts: 2);
                await using var fund = system.OwnerSource.CreateCommand("UPDATE trading.sub_accounts SET balance = 1000000000 WHERE user_id = $1");
                fund.Parameters.Add(new() { Value = member.User });
                await fund.ExecuteNonQueryAsync();
                members.Add((member, await system.TokenAsync(member.Tenant, member.User)));
            }

            using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false });
            var floor = await MeasureAsync(members, (m, _) => PlainAsync(system.OwnerSource, m, trade));
            var api = await MeasureAsync(members, (m, token) => PostAsync(client, system.Api, m, token, trade));
            report.Ratio($"POST /v1/trading-logs ({name}), floor: its reads and inserts in plain Npgsql, no HTTP", api, floor, "req/s", null);
        }
    }

    private static async Task<double> MeasureAsync(List<(Member Member, string Token)> members, Func<Member, string, Task> act)
    {
        await RoundAsync(WarmUp);
        var started = Stopwatch.GetTimestamp();
        await RoundAsync(Measured);
        return Measured / Stopwatch.GetElapsedTime(started).TotalSeconds;

        Task RoundAsync(int count) => Task.WhenAll(members.Select(m => Task.Run(async () =>
        {
            for (var i = 0; i < count / members.Count; i++)
            {
                await act(m.Member, m.Token);
            }
        })));
    }

    private static object Info(Member member, bool trade) => trade
        ? new { stock_account_id = member.Accounts[1], currency_account_id = member.Accounts[0], price = 3000.00, volume = 0.01, stock = "ETH", currency = "USDT", fee = 0.12 }
        : new { account_id = member.Accounts[0], amount = 10.5, currency = "USDT" };

    private static async Task PostAsync(HttpMessageInvoker client, string api, Member member, string token, bool trade)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{api}/v1/trading-logs")
        {
            Content = JsonContent.Create(new { trading_id = member.Trading, type = trade ? "long" : "deposit", source = "bot", message = "bench", info = Info(member, trade) }),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var response = await client.SendAsync(request, CancellationToken.None);
        if ((int)response.StatusCode != 201)
        {
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        }
    }

    private static async Task PlainAsync(NpgsqlDataSource source, Member member, bool trade)
    {
        var now = TimeProvider.System.GetUtcNow();
        var accounts = trade ? member.Accounts.ToArray() : [member.Accounts[0]];
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var read = new NpgsqlBatch(connection, transaction))
        {
            read.BatchCommands.Add(Command("SELECT EXISTS (SELECT FROM trading.tradings WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL)", member.Trading, member.User));
            read.BatchCommands.Add(Command(
                "SELECT id, trading_id, symbol, balance, locked_balance FROM trading.sub_accounts WHERE id = ANY($1) AND user_id = $2 AND deleted_at IS NULL ORDER BY id FOR UPDATE",
                accounts, member.User));
            await read.ExecuteNonQueryAsync();
        }

        await using var write = new NpgsqlBatch(connection, transaction);
        write.BatchCommands.Add(Command(
            "INSERT INTO trading.trading_logs (id, tenant_id, user_id, trading_id, timestamp, type, source, message, info) VALUES ($1, $2, $3, $4, $5, 'deposit', 'bot', 'bench', $6)",
            RowId.InOrder(now), member.Tenant, member.User, member.Trading, now.UtcDateTime, Json("{}")));
        foreach (var account in accounts)
        {
            write.BatchCommands.Add(Command("""
                INSERT INTO trading.transactions (id, tenant_id, user_id, trading_id, sub_account_id, timestamp, direction, reason, amount, closing_balance, price, quote_symbol, info)
                VALUES ($1, $2, $3, $4, $5, $6, 1, 'deposit', 10.5, 10.5, 1, 'USDT', $7)
                """, RowId.InOrder(now), member.Tenant, member.User, member.Trading, account, now.UtcDateTime, Json("{}")));
            write.BatchCommands.Add(Command(
                "UPDATE trading.sub_accounts SET balance = balance + 10.5, credits = credits + 1, updated_at = $2 WHERE id = $1", account, now.UtcDateTime));
        }

        write.BatchCommands.Add(Command(
            "INSERT INTO events.outbox (id, subject, payload, headers, created_at) VALUES ($1, 'events.bench', $2, '{}', $3)",
            Guid.CreateVersion7(), "{}"u8.ToArray(), now.UtcDateTime));
        await write.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static NpgsqlParameter Json(string text) => new() { Value = text, NpgsqlDbType = NpgsqlDbType.Json };

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
