using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;

namespace Platform.Kernel.Identity;

/// <summary>One address, one member of an organization, in whichever tenant: of two who want the same one, the second waits.</summary>
internal sealed class EmailTurn(SystemDb system)
{
    /// <summary>Whether another member has the address. The turn lasts until the transaction of the context ends.</summary>
    public async Task<bool> IsTakenAsync(PlatformDb db, Guid userId, byte[] emailHash, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({BitConverter.ToInt64(emailHash)})", cancellation);
        await using var everywhere = system.Open();
        return await everywhere.Set<User>().AnyAsync(u => u.EmailHash == emailHash && u.Id != userId && u.OrganizationId != null, cancellation);
    }
}
