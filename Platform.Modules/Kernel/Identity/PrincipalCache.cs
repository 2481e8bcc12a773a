using Microsoft.Extensions.Caching.Memory;
using Platform.Kernel.Caching;

namespace Platform.Kernel.Identity;

/// <summary>Keeps principals in memory; whatever changes a user, his sessions, his roles or his tenant makes every replica forget at once.</summary>
/// <remarks>What is kept is kept for seconds only, should a message between replicas be lost.</remarks>
internal sealed class PrincipalCache(PrincipalReader reader, ChangeNews news, TimeProvider clock) : IDisposable
{
    private const string Segment = "principals";
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private readonly MemoryCache sessions = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    /// <param name="Principal">Null when the session is over: its tokens are refused without asking again.</param>
    private sealed record Entry(Principal? Principal, NewsStamp Stamp);

    /// <summary>The current principal of a session, or null when its tokens are worth nothing any more.</summary>
    public ValueTask<Principal?> FindAsync(Guid sessionId, Guid userId, CancellationToken cancellation)
    {
        // Whose tenant it was is not known of a session that was refused: any news may be of him.
        if (sessions.Get<Entry>(sessionId) is { } entry && news.Stands(entry.Stamp, userId)
            && (entry.Principal is { } known ? known.Scope.UserId == userId && news.Stands(entry.Stamp, known.Scope.TenantId) : entry.Stamp == news.Stamp()))
        {
            CacheTelemetry.Hit(Segment);
            return new(entry.Principal?.ExpiresAt > clock.GetUtcNow() ? entry.Principal : null);
        }

        CacheTelemetry.Miss(Segment);
        return ReadAsync(sessionId, userId, cancellation);
    }

    /// <summary>Makes every replica forget a user, or everybody of a tenant; called after the change is committed.</summary>
    public Task ForgetAsync(Guid userOrTenant) => news.ForgetAsync(userOrTenant);

    public void Dispose() => sessions.Dispose();

    private async ValueTask<Principal?> ReadAsync(Guid sessionId, Guid userId, CancellationToken cancellation)
    {
        var stamp = news.Stamp();
        var principal = await reader.ReadAsync(sessionId, clock.GetUtcNow(), cancellation);
        if (principal is not null && principal.Scope.UserId != userId)
        {
            return null;
        }

        sessions.Set(sessionId, new Entry(principal, stamp), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Kept, Size = 1 });
        return principal;
    }
}
