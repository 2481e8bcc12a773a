using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Auth.Users;

/// <summary>What is said of an address that somebody else has.</summary>
internal static class EmailRule
{
    public static readonly Problem Taken = Problem.OfField("email", "Email already in use") with { Details = "The address belongs to another user" };

    public static async Task<Problem?> RefuseAsync(PlatformDb db, Guid userId, byte[] emailHash, CancellationToken cancellation) =>
        await EmailTurn.IsTakenAsync(db, userId, emailHash, cancellation) ? Taken : null;
}
