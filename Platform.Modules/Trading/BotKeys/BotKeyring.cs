using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;
using Platform.Kernel.Security;
using Platform.Trading.Ingest;
using Platform.Trading.Tradings;

namespace Platform.Trading.BotKeys;

/// <summary>A bot key as Workers keep it to check signatures.</summary>
/// <param name="tradings">Null for all of the user's.</param>
internal sealed class KnownKey(Guid id, Guid userId, IReadOnlySet<Guid>? tradings, byte[] secret, DateTimeOffset? expiresAt, DateTimeOffset? revokedAt)
{
    public Guid Id => id;

    public Guid UserId => userId;

    public byte[] Secret => secret;

    /// <summary>When it was last said to be used.</summary>
    public DateTimeOffset LastUsedAt { get; set; }

    public bool IsFor(Guid trading) => tradings?.Contains(trading) != false;

    public bool IsRevoked(DateTimeOffset time) => revokedAt <= time;

    public bool IsExpired(DateTimeOffset time) => expiresAt <= time;
}

/// <summary>Whose a trading is, and since when its events must be signed.</summary>
internal sealed record KnownTrading(Guid UserId, DateTimeOffset? SignedSince);

/// <summary>What checking events takes, kept in memory until somebody says that it has changed. Crosses tenants: events are anybody's.</summary>
internal sealed class BotKeyring(TenantCache cache, Secrets secrets) : IChangeListener
{
    private const string Keys = "trading.bot-keys";
    private const string Tradings = "trading.signatures";
    private static readonly Guid Everybody = Guid.Empty;

    /// <summary>A key was made or revoked, or it has changed whose events must be signed: every Worker reads them anew.</summary>
    public async Task OnCommittedAsync(CommittedChange change, CancellationToken cancellation)
    {
        if (change.Types.Contains(typeof(BotKey)))
        {
            await cache.ForgetAsync(Keys, Everybody);
        }

        if (change.Types.Contains(typeof(TradingAccount)))
        {
            await cache.ForgetAsync(Tradings, Everybody);
        }
    }

    /// <summary>Those of the keys that there are, revoked ones included.</summary>
    /// <param name="connection">In the system scope.</param>
    public Task<IReadOnlyDictionary<Guid, KnownKey>> KeysAsync(IReadOnlyCollection<Guid> ids, NpgsqlConnection connection, CancellationToken cancellation) =>
        FindAsync(Keys, ids, missing => ReadKeysAsync(missing, connection, cancellation));

    /// <summary>Those of the tradings that there are or were: what the stream has of a deleted one is still its.</summary>
    /// <inheritdoc cref="KeysAsync" path="/param"/>
    public Task<IReadOnlyDictionary<Guid, KnownTrading>> TradingsAsync(IReadOnlyCollection<Guid> ids, NpgsqlConnection connection, CancellationToken cancellation) =>
        FindAsync(Tradings, ids, missing => ReadTradingsAsync(missing, connection, cancellation));

    /// <summary>Says of keys that they were used. Who revokes one at the moment need not be waited for.</summary>
    /// <inheritdoc cref="KeysAsync" path="/param"/>
    public static async Task NoteUseAsync(IReadOnlyCollection<KnownKey> keys, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            UPDATE trading.bot_keys k SET last_used_at = greatest(k.last_used_at, r.at)
            FROM (SELECT b.id, u.at FROM trading.bot_keys b JOIN unnest($1, $2) AS u (id, at) ON u.id = b.id ORDER BY b.id FOR UPDATE OF b SKIP LOCKED) r
            WHERE k.id = r.id
            """, connection)
        {
            Parameters =
            {
                Column.Of(keys.Select(k => k.Id), NpgsqlDbType.Uuid),
                Column.Of(keys.Select(k => k.LastUsedAt.UtcDateTime), NpgsqlDbType.TimestampTz),
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<IReadOnlyDictionary<Guid, T>> FindAsync<T>(
        string segment, IReadOnlyCollection<Guid> ids, Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, T>>> read)
    {
        var found = await cache.GetAllAsync(segment, Everybody, [.. ids.Select(id => id.ToString())], read);
        return found.ToDictionary(f => Guid.Parse(f.Key), f => f.Value);
    }

    private static NpgsqlCommand Select(string sql, IReadOnlyList<string> ids, NpgsqlConnection connection) =>
        new(sql, connection) { Parameters = { Column.Of(ids.Select(Guid.Parse), NpgsqlDbType.Uuid) } };

    private async Task<IReadOnlyDictionary<string, KnownKey>> ReadKeysAsync(IReadOnlyList<string> ids, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var rows = new List<(Guid Id, Guid Tenant, byte[] Sealed, Func<byte[], KnownKey> Make)>();
        await using (var command = Select(
            "SELECT id, tenant_id, user_id, trading_ids, sealed_secret, expires_at, deleted_at, last_used_at FROM trading.bot_keys WHERE id = ANY ($1)", ids, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var (id, user, tradings) = (reader.GetGuid(0), reader.GetGuid(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<Guid[]>(3).ToHashSet());
                var (expires, revoked, used) = (Time(reader, 5), Time(reader, 6), Time(reader, 7));
                rows.Add((id, reader.GetGuid(1), reader.GetFieldValue<byte[]>(4),
                    secret => new KnownKey(id, user, tradings, secret, expires, revoked) { LastUsedAt = used ?? default }));
            }
        }

        var keys = new Dictionary<string, KnownKey>(rows.Count, StringComparer.Ordinal);
        foreach (var (id, tenant, box, make) in rows)
        {
            var vault = await secrets.OfAsync(tenant, cancellation);
            keys.Add(id.ToString(), make(Encoding.ASCII.GetBytes(vault.Open(box, BotKey.ContextOf(id)))));
        }

        return keys;
    }

    private static async Task<IReadOnlyDictionary<string, KnownTrading>> ReadTradingsAsync(
        IReadOnlyList<string> ids, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = Select("SELECT id, user_id, signed_since FROM trading.tradings WHERE id = ANY ($1)", ids, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tradings = new Dictionary<string, KnownTrading>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            tradings.Add(reader.GetGuid(0).ToString(), new KnownTrading(reader.GetGuid(1), Time(reader, 2)));
        }

        return tradings;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
