using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Platform.Kernel.Data;

namespace Platform.Kernel.Security;

/// <summary>Encrypts, compares and masks the secrets of one tenant.</summary>
public sealed class TenantSecrets
{
    private readonly byte[] key;
    private readonly byte[] lookupKey;

    internal TenantSecrets(byte[] dataKey)
    {
        key = HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, AesGcmBox.KeySize, info: "seal"u8.ToArray());
        lookupKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey, 32, info: "lookup"u8.ToArray());
    }

    /// <param name="secret">The text to encrypt.</param>
    /// <param name="context">What the secret belongs to; it opens only there.</param>
    public byte[] Seal(string secret, string context) => AesGcmBox.Seal(key, Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(context));

    public string Open(byte[] box, string context) => Encoding.UTF8.GetString(AesGcmBox.Open(key, box, Encoding.UTF8.GetBytes(context)));

    /// <summary>A keyed hash (HMAC-SHA256) by which equal secrets of the tenant are found without opening them.</summary>
    public byte[] Lookup(string secret) => HMACSHA256.HashData(lookupKey, Encoding.UTF8.GetBytes(secret));

    /// <summary>First and last four characters; nothing of a short secret.</summary>
    public static string Mask(string secret) => secret.Length <= 8 ? "***" : $"{secret[..4]}...{secret[^4..]}";
}

/// <summary>Finds the secrets of a tenant; makes his data key on first use.</summary>
public sealed class Secrets(IMasterKey master, TimeProvider clock) : IDisposable
{
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public async Task<TenantSecrets> OfTenantAsync(PlatformDb db, CancellationToken cancellation)
    {
        var tenant = db.Scope.TenantId;
        if (known.TryGetValue(tenant, out TenantSecrets? secrets))
        {
            return secrets!;
        }

        var wrapped = await ReadAsync(db, cancellation);
        if (wrapped is null)
        {
            var fresh = await master.WrapAsync(RandomNumberGenerator.GetBytes(AesGcmBox.KeySize), cancellation);
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO security.data_keys (tenant_id, wrapped, created_at) VALUES ({tenant}, {fresh}, {clock.Now()}) ON CONFLICT DO NOTHING", cancellation);
            wrapped = (await ReadAsync(db, cancellation))!;
        }

        secrets = new TenantSecrets(await master.UnwrapAsync(wrapped, cancellation));
        return known.Set(tenant, secrets, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
    }

    public void Dispose() => known.Dispose();

    private static Task<byte[]?> ReadAsync(PlatformDb db, CancellationToken cancellation) =>
        db.Set<DataKey>().AsNoTracking().Select(k => k.Wrapped).SingleOrDefaultAsync(cancellation);
}
