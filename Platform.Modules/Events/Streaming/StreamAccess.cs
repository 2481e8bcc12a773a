using Microsoft.AspNetCore.Http;
using Platform.Kernel.Access;
using Platform.Kernel.Identity;

namespace Platform.Events.Streaming;

/// <summary>Asks again, while a stream is open, who its client is and what he may see.</summary>
internal sealed class StreamAccess(PrincipalCache principals, StaffDirectory staff, TimeProvider clock)
{
    private const int KeyMinutes = 5;

    /// <returns>Something that is equal as long as nothing has changed; null once the client may not stay.</returns>
    public async Task<string?> OfAsync(HttpContext http, CancellationToken cancellation)
    {
        if (http.Features.Get<ApiKey>() is { } key)
        {
            // A key tells nobody when it is taken back: whoever uses one comes again every few minutes.
            return key.ExpiresAt <= clock.GetUtcNow() ? null : Rights(await staff.OfKeyAsync(key, cancellation), clock.GetUtcNow().Ticks / TimeSpan.TicksPerMinute / KeyMinutes);
        }

        var principal = http.Features.Get<Principal>()!;
        return await principals.FindAsync(principal.SessionId, principal.Scope.UserId, cancellation) is null
            ? null
            : Rights(await staff.OfUserAsync(principal.Scope.TenantId, principal.Scope.UserId, cancellation), 0);
    }

    private static string? Rights(Staff? known, long epoch) => known is null ? null
        : $"{epoch};{known.OrganizationId};{known.Grants.IsSuperAdmin};{string.Join(',', known.RoleIds)};{(known.Grants.Organizations is { } some ? string.Join(',', some) : "*")}";
}
