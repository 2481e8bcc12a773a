using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Operations.Access;

/// <summary>Finds accounts for the gate; kept in memory until somebody of their tenant changes. Crosses tenants: sign-in does not know them yet.</summary>
internal sealed class AccountDirectory(NpgsqlDataSource database, ChangeNews news, Secrets secrets) : IDisposable
{
    private const string Segment = "accounts";

    // Should a message between replicas be lost.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    private sealed record Entry(Account Account, NewsStamp Stamp);

    /// <returns>Null when the user has no account, is suspended, or his organization or tenant is gone.</returns>
    public ValueTask<Account?> FindAsync(Guid userId, CancellationToken cancellation) =>
        Find(userId) is { } account ? new(account) : ReadAsync(userId, cancellation);

    public void Dispose() => known.Dispose();

    private Account? Find(Guid userId)
    {
        if (known.TryGetValue(userId, out Entry? entry) && news.Stands(entry!.Stamp, entry.Account.TenantId))
        {
            CacheTelemetry.Hit(Segment);
            return entry.Account;
        }

        CacheTelemetry.Miss(Segment);
        return null;
    }

    private async ValueTask<Account?> ReadAsync(Guid userId, CancellationToken cancellation)
    {
        var stamp = news.Stamp();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("""
            SELECT u.tenant_id, u.username, u.email, coalesce(u.name, u.username), o.id, o.name, p.level, r.name, r.permissions, l.name, l.permissions
            FROM identity.users u
            JOIN identity.tenants t ON t.id = u.tenant_id AND t.is_active AND t.deleted_at IS NULL
            JOIN operations.accounts a ON a.id = u.id
            JOIN operations.roles r ON r.id = a.role_id
            JOIN identity.organizations o ON o.id = u.organization_id AND o.tenant_id = u.tenant_id AND o.deleted_at IS NULL
            JOIN operations.organizations p ON p.id = o.id
            JOIN operations.roles l ON l.level = p.level
            WHERE u.id = $1 AND u.disabled_at IS NULL
            """) { Parameters = { new() { Value = userId } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var vault = await secrets.OfAsync(reader.GetGuid(0), cancellation);
        var account = new Account(
            userId, reader.GetGuid(0), reader.GetString(1), FieldCipher.Open(vault, reader.GetString(2)), FieldCipher.Open(vault, reader.GetString(3)), reader.GetGuid(4), reader.GetString(5), reader.GetString(6),
            reader.GetString(7), reader.GetFieldValue<List<string>>(8), reader.GetString(9), reader.GetFieldValue<List<string>>(10));
        known.Set(userId, new Entry(account, stamp), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Kept, Size = 1 });
        return account;
    }
}
