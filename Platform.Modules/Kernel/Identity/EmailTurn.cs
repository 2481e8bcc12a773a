using Npgsql;
using Platform.Kernel.Data;

namespace Platform.Kernel.Identity;

/// <summary>One address, one member of an organization, in whichever tenant: of two who want the same one, the second waits.</summary>
internal static class EmailTurn
{
    /// <summary>Whether another member has the address. The turn lasts until the transaction of the context ends.</summary>
    public static async Task<bool> IsTakenAsync(PlatformDb db, Guid userId, byte[] emailHash, CancellationToken cancellation)
    {
        await db.TakeAsync(AdvisoryLocks.EmailAddress.Of(Convert.ToHexString(emailHash)), cancellation);
        return await db.AskEverywhereAsync<bool>(
            new NpgsqlBatchCommand("SELECT EXISTS (SELECT FROM identity.users WHERE email_hash = $1 AND id <> $2 AND organization_id IS NOT NULL)")
            {
                Parameters = { new() { Value = emailHash }, new() { Value = userId } },
            }, cancellation);
    }
}
