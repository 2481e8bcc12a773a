using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using Platform.Trading.Ledger;

namespace Platform.Trading.Ingest;

/// <summary>The sub-accounts and tradings that a batch names, as they are while its events are decided one after the other.</summary>
internal sealed class Accounts
{
    private readonly Dictionary<Guid, AccountState> subAccounts = [];
    private readonly Dictionary<Guid, (Guid Tenant, Guid User)> tradings = [];
    private readonly Dictionary<Guid, (long Credits, long Debits)> booked = [];

    /// <summary>Their statements: sub-accounts that are booked on (locked in id order), others that are named, tradings.</summary>
    public static void AddReads(NpgsqlBatch batch, IReadOnlyList<Candidate> candidates)
    {
        HashSet<Guid> locked = [], named = [], tradings = [];
        foreach (var e in candidates.Select(c => c.Parsed.Event).OfType<TradingEvent>())
        {
            if (e.SubAccountId is { } subAccount)
            {
                (e.Detail.MovesMoney ? locked : named).Add(subAccount);
            }
            else
            {
                tradings.Add(e.TradingId);
            }
        }

        named.ExceptWith(locked);

        // Row-level security makes PostgreSQL expect so few rows that it would compare every account with every other, here and in the update.
        batch.BatchCommands.Add(new("SET LOCAL enable_seqscan = off"));
        const string columns = "SELECT id, tenant_id, user_id, trading_id, symbol, balance, locked_balance FROM trading.sub_accounts WHERE id = ANY ($1) AND deleted_at IS NULL";
        batch.BatchCommands.Add(new($"{columns} ORDER BY id FOR UPDATE") { Parameters = { Column.Of(locked, NpgsqlDbType.Uuid) } });
        batch.BatchCommands.Add(new(columns) { Parameters = { Column.Of(named, NpgsqlDbType.Uuid) } });
        batch.BatchCommands.Add(new("SELECT id, tenant_id, user_id FROM trading.tradings WHERE id = ANY ($1) AND deleted_at IS NULL")
        {
            Parameters = { Column.Of(tradings, NpgsqlDbType.Uuid) },
        });
    }

    public static async Task<Accounts> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var accounts = new Accounts();
        for (var i = 0; i < 2; i++)
        {
            while (await reader.ReadAsync(cancellation))
            {
                accounts.subAccounts.Add(reader.GetGuid(0), new AccountState(
                    reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetString(4),
                    reader.GetDecimal(5), reader.GetDecimal(6)));
            }

            await reader.NextResultAsync(cancellation);
        }

        while (await reader.ReadAsync(cancellation))
        {
            accounts.tradings.Add(reader.GetGuid(0), (reader.GetGuid(1), reader.GetGuid(2)));
        }

        return accounts;
    }

    public AccountState? SubAccount(Guid id) => subAccounts.GetValueOrDefault(id);

    public (Guid Tenant, Guid User)? Trading(Guid id) => tradings.TryGetValue(id, out var owner) ? owner : null;

    /// <summary>Takes a posting into account for the events behind it.</summary>
    public void Book(Posting posting)
    {
        var before = subAccounts[posting.SubAccountId];
        subAccounts[posting.SubAccountId] = before with { Balance = posting.ClosingBalance, Locked = before.Locked + posting.LockedChange };
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(booked, posting.SubAccountId, out _);
        counts = posting.Direction == Posting.Credit ? (counts.Credits + 1, counts.Debits) : (counts.Credits, counts.Debits + 1);
    }

    public NpgsqlBatchCommand Update(DateTimeOffset now)
    {
        var ids = booked.Keys.ToList();
        return new("""
            UPDATE trading.sub_accounts s SET balance = r.balance, locked_balance = r.locked, credits = s.credits + r.credits,
                debits = s.debits + r.debits, updated_at = $6
            FROM unnest($1, $2, $3, $4, $5) AS r (id, balance, locked, credits, debits) WHERE s.id = r.id
            """)
        {
            Parameters =
            {
                Column.Of(ids, NpgsqlDbType.Uuid),
                Column.Of(ids.Select(id => subAccounts[id].Balance).ToList(), NpgsqlDbType.Numeric),
                Column.Of(ids.Select(id => subAccounts[id].Locked).ToList(), NpgsqlDbType.Numeric),
                Column.Of(ids.Select(id => booked[id].Credits).ToList(), NpgsqlDbType.Bigint),
                Column.Of(ids.Select(id => booked[id].Debits).ToList(), NpgsqlDbType.Bigint),
                new() { Value = now.UtcDateTime },
            },
        };
    }
}
