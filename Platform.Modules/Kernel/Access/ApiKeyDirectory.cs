using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;

namespace Platform.Kernel.Access;

/// <summary>Makes and checks API keys: <c>omk_&lt;short&gt;.&lt;body&gt;</c>.</summary>
internal sealed class ApiKeyDirectory(SystemDb system, ChangeNews news, TimeProvider clock) : IDisposable
{
    private const string Scheme = "omk_";
    private const string Segment = "api_keys";
    private const int MaxSecret = 100;
    private static readonly TimeSpan UseNoted = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private readonly MemoryCache keys = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    private sealed record Entry(ApiKey Key, NewsStamp Stamp);

    /// <summary>A new secret, shown once, with what is kept of it.</summary>
    public static (string Secret, string Prefix, byte[] Hash) Make()
    {
        var secret = $"{Scheme}{RandomNumberGenerator.GetHexString(8, lowercase: true)}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return (secret, secret[..ApiKey.PrefixLength], Hash(secret));
    }

    /// <returns>The key of a secret; null when it is unknown, deleted or expired, or when whoever made it is gone.</returns>
    public async Task<ApiKey?> FindAsync(string secret, CancellationToken cancellation)
    {
        secret = PastedKey.Trim(secret);
        if (secret.Length is <= ApiKey.PrefixLength or > MaxSecret || !secret.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var hash = Hash(secret);
        var known = await KnownAsync(secret[..ApiKey.PrefixLength], hash, cancellation);
        var now = clock.Now();
        if (known is null || known.ExpiresAt <= now)
        {
            return null;
        }

        if (known.LastUsedAt is null || known.LastUsedAt < now - UseNoted)
        {
            known.LastUsedAt = now;
            await using var db = system.Open();
            await db.Set<ApiKey>().Where(k => k.Id == known.Id).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, now), cancellation);
        }

        return known;
    }

    public void Dispose() => keys.Dispose();

    /// <summary>Unknown ones are not kept: whoever guesses should not fill the memory.</summary>
    private async ValueTask<ApiKey?> KnownAsync(string prefix, byte[] hash, CancellationToken cancellation)
    {
        var name = Convert.ToHexString(hash);
        if (keys.TryGetValue(name, out Entry? entry) && news.Stands(entry!.Stamp, entry.Key.TenantId))
        {
            CacheTelemetry.Hit(Segment);
            return entry.Key;
        }

        CacheTelemetry.Miss(Segment);
        var stamp = news.Stamp();
        var key = await ReadAsync(prefix, hash, cancellation);
        if (key is not null)
        {
            keys.Set(name, new Entry(key, stamp), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Kept, Size = 1 });
        }

        return key;
    }

    private async Task<ApiKey?> ReadAsync(string prefix, byte[] hash, CancellationToken cancellation)
    {
        await using var db = system.Open();
        var candidates = await db.Set<ApiKey>().AsNoTracking().Where(k => k.KeyPrefix == prefix).ToListAsync(cancellation);
        if (candidates.Find(k => CryptographicOperations.FixedTimeEquals(k.KeyHash, hash)) is not { } key)
        {
            return null;
        }

        var makerIsThere = key.CreatedBy is not { } maker || await db.Set<User>().AnyAsync(u => u.Id == maker && u.DisabledAt == null, cancellation);
        var isAtHome = key.OrganizationId is not { } home || await db.Set<Organization>().AnyAsync(o => o.Id == home && o.TenantId == key.TenantId && o.IsActive, cancellation);
        return makerIsThere && isAtHome ? key : null;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
