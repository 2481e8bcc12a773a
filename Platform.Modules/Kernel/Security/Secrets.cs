using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.ObjectPool;
using Npgsql;
using Platform.Kernel.Data;

namespace Platform.Kernel.Security;

/// <summary>Encrypts, compares and masks the secrets of one tenant.</summary>
public sealed class TenantSecrets
{
    private readonly ObjectPool<AesGcm> ciphers;
    private readonly byte[] lookupKey;

    internal TenantSecrets(byte[] dataKey)
    {
        ciphers = new DefaultObjectPool<AesGcm>(new Ciphers(HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, AesGcmBox.KeySize, info: "seal"u8.ToArray())));
        lookupKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, 32, info: "lookup"u8.ToArray());
    }

    /// <param name="secret">The text to encrypt.</param>
    /// <param name="context">What the secret belongs to; it opens only there.</param>
    public byte[] Seal(string secret, string context) => Seal(secret, Encoding.UTF8.GetBytes(context));

    internal byte[] Seal(string secret, ReadOnlySpan<byte> context)
    {
        var cipher = ciphers.Get();
        try
        {
            return AesGcmBox.Seal(cipher, Encoding.UTF8.GetBytes(secret), context);
        }
        finally
        {
            ciphers.Return(cipher);
        }
    }

    public string Open(byte[] box, string context) => Open(box, Encoding.UTF8.GetBytes(context));

    /// <exception cref="CryptographicException">The box is of somebody else, of another context, or was changed.</exception>
    internal string Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        var cipher = ciphers.Get();
        var plain = ArrayPool<byte>.Shared.Rent(box.Length);
        try
        {
            return Encoding.UTF8.GetString(plain, 0, AesGcmBox.Open(cipher, box, plain, context));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
            ciphers.Return(cipher);
        }
    }

    /// <summary>A keyed hash (HMAC-SHA256) by which equal secrets of the tenant are found without opening them.</summary>
    public byte[] Lookup(string secret) => HMACSHA256.HashData(lookupKey, Encoding.UTF8.GetBytes(secret));

    /// <summary>First and last four characters; nothing of a short secret.</summary>
    public static string Mask(string secret) => secret.Length <= 8 ? "***" : $"{secret[..4]}...{secret[^4..]}";

    /// <summary>A cipher serves one thread at a time, and making one takes longer than opening a name with it.</summary>
    private sealed class Ciphers(byte[] key) : PooledObjectPolicy<AesGcm>
    {
        public override AesGcm Create() => AesGcmBox.Cipher(key);

        public override bool Return(AesGcm obj) => true;
    }
}

/// <summary>Finds the secrets of a tenant; makes his data key on first use.</summary>
/// <remarks>Keys are read and made on a connection of their own: one that is kept here must not vanish with somebody's transaction.</remarks>
public sealed class Secrets(IMasterKey master, NpgsqlDataSource database, TimeProvider clock) : IDisposable
{
    private static readonly Guid Platform = Guid.Empty;
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public ValueTask<TenantSecrets> OfTenantAsync(PlatformDb db, CancellationToken cancellation) => OfAsync(db.Scope.TenantId, cancellation);

    /// <summary>Those of no tenant: what is compared across tenants is hashed with them.</summary>
    public ValueTask<TenantSecrets> OfPlatformAsync(CancellationToken cancellation) => OfAsync(Platform, cancellation);

    public ValueTask<TenantSecrets> OfAsync(Guid tenantId, CancellationToken cancellation) =>
        known.TryGetValue(tenantId, out TenantSecrets? secrets) ? new(secrets!) : FindAsync(tenantId, cancellation);

    /// <summary>What stands in a column that a tenant may have encrypted, as people read it.</summary>
    public async ValueTask<string> OpenAsync(Guid tenantId, string text, CancellationToken cancellation) =>
        FieldCipher.IsSealed(text) ? FieldCipher.Open(await OfAsync(tenantId, cancellation), text) : text;

    public void Dispose() => known.Dispose();

    private async ValueTask<TenantSecrets> FindAsync(Guid tenantId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var wrapped = await ReadAsync(connection, tenantId, cancellation);
        if (wrapped is null)
        {
            await MakeAsync(connection, tenantId, await master.WrapAsync(RandomNumberGenerator.GetBytes(AesGcmBox.KeySize), cancellation), cancellation);
            wrapped = (await ReadAsync(connection, tenantId, cancellation))!;
        }

        var secrets = new TenantSecrets(await master.UnwrapAsync(wrapped, cancellation));
        return known.Set(tenantId, secrets, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
    }

    private async Task MakeAsync(NpgsqlConnection connection, Guid tenantId, byte[] wrapped, CancellationToken cancellation)
    {
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("INSERT INTO security.data_keys (tenant_id, wrapped, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        {
            Parameters = { new() { Value = tenantId }, new() { Value = wrapped }, new() { Value = clock.Now().UtcDateTime } },
        });
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<byte[]?> ReadAsync(NpgsqlConnection connection, Guid tenantId, CancellationToken cancellation)
    {
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("SELECT wrapped FROM security.data_keys WHERE tenant_id = $1") { Parameters = { new() { Value = tenantId } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? reader.GetFieldValue<byte[]>(0) : null;
    }
}
