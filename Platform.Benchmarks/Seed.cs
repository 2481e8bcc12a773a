using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;

namespace Platform.Benchmarks;

/// <summary>A user with a trading and sub-accounts.</summary>
internal sealed record Member(Guid Tenant, Guid User, Guid Trading, IReadOnlyList<Guid> Accounts);

/// <summary>Makes users, tradings, sub-accounts and transactions, by COPY.</summary>
internal static class Seed
{
    private const string Info = """{"id":"01900000-0000-7000-8000-000000000001","type":"long","source":"bot","message":"ETH long position opened","info":{"price":3000.00,"volume":2.0,"stock":"ETH","currency":"USDT","fee":12.00}}""";

    public static async Task<Member> MemberAsync(NpgsqlDataSource owner, int accounts)
    {
        var member = new Member(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), [.. Enumerable.Range(0, accounts).Select(_ => Guid.CreateVersion7())]);
        await using var connection = await owner.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("INSERT INTO identity.tenants (id, name, is_active, created_at, updated_at) VALUES ($1, 'bench', true, now(), now())")
        { Parameters = { new() { Value = member.Tenant } } });
        batch.BatchCommands.Add(new("""
            INSERT INTO identity.users (id, tenant_id, username, email, email_hash, avatar, settings, info, custom, is_confirmed, created_at, updated_at)
            VALUES ($1, $2, $3, $4, convert_to($4, 'UTF8'), '', '{"timezone":"UTC","currency":"USD","notifications":true}', '{}', '{}', false, now(), now())
            """)
        { Parameters = { new() { Value = member.User }, new() { Value = member.Tenant }, new() { Value = $"bench-{member.User:N}" }, new() { Value = $"{member.User:N}@example.com" } } });
        batch.BatchCommands.Add(new("""
            INSERT INTO trading.tradings (id, tenant_id, user_id, name, exchange_binding_id, type, status, info, created_at, updated_at)
            VALUES ($1, $2, $3, 'bench', $1, 'real', 'active', '{}', now(), now())
            """)
        { Parameters = { new() { Value = member.Trading }, new() { Value = member.Tenant }, new() { Value = member.User } } });
        batch.BatchCommands.Add(new("""
            INSERT INTO trading.sub_accounts (id, tenant_id, user_id, trading_id, name, symbol, balance, locked_balance, credits, debits, info, created_at, updated_at)
            SELECT id, $2, $3, $4, 'account ' || id, CASE WHEN n % 2 = 0 THEN 'ETH' ELSE 'USDT' END, 0, 0, 0, 0, '{}', now(), now() FROM unnest($1::uuid[]) WITH ORDINALITY AS a (id, n)
            """)
        { Parameters = { new() { Value = member.Accounts.ToArray() }, new() { Value = member.Tenant }, new() { Value = member.User }, new() { Value = member.Trading } } });
        await batch.ExecuteNonQueryAsync();
        return member;
    }

    public static async Task TransactionsAsync(NpgsqlDataSource owner, Member member, int count)
    {
        await using var connection = await owner.OpenConnectionAsync();
        await using (var import = await connection.BeginBinaryImportAsync("""
            COPY trading.transactions (id, tenant_id, user_id, trading_id, sub_account_id, timestamp, direction, reason, amount, closing_balance, price, quote_symbol, info)
            FROM STDIN (FORMAT binary)
            """))
        {
            var start = DateTime.SpecifyKind(new DateTime(2026, 1, 1), DateTimeKind.Utc);
            for (var i = 0; i < count; i++)
            {
                var time = start.AddSeconds(i);
                await import.StartRowAsync();
                await import.WriteAsync(RowId.InOrder(time), NpgsqlDbType.Uuid);
                await import.WriteAsync(member.Tenant, NpgsqlDbType.Uuid);
                await import.WriteAsync(member.User, NpgsqlDbType.Uuid);
                await import.WriteAsync(member.Trading, NpgsqlDbType.Uuid);
                await import.WriteAsync(member.Accounts[i % member.Accounts.Count], NpgsqlDbType.Uuid);
                await import.WriteAsync(time, NpgsqlDbType.TimestampTz);
                await import.WriteAsync((short)1, NpgsqlDbType.Smallint);
                await import.WriteAsync("long", NpgsqlDbType.Text);
                await import.WriteAsync(1.5m, NpgsqlDbType.Numeric);
                await import.WriteAsync(1.5m * (i + 1), NpgsqlDbType.Numeric);
                await import.WriteAsync(3000.25m, NpgsqlDbType.Numeric);
                await import.WriteAsync("USDT", NpgsqlDbType.Text);
                await import.WriteAsync(Info, NpgsqlDbType.Json);
            }

            await import.CompleteAsync();
        }

        await using var counters = owner.CreateCommand("""
            UPDATE trading.sub_accounts s SET credits = t.n, balance = t.total
            FROM (SELECT sub_account_id, count(*) AS n, sum(amount) AS total FROM trading.transactions WHERE user_id = $1 GROUP BY sub_account_id) t
            WHERE s.id = t.sub_account_id
            """);
        counters.Parameters.Add(new() { Value = member.User });
        await counters.ExecuteNonQueryAsync();
        await using var vacuum = owner.CreateCommand("VACUUM ANALYZE trading.transactions");
        await vacuum.ExecuteNonQueryAsync();
    }
}
