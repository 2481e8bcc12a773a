using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Auth.Users;

/// <summary>What is said of an address that somebody else has.</summary>
internal sealed class EmailRule(EmailTurn turns)
{
    public static readonly Problem Taken = Problem.OfField("email", "Email already in use") with { Details = "The address belongs to another user" };

    public async Task<Problem?> RefuseAsync(PlatformDb db, Guid userId, byte[] emailHash, CancellationToken cancellation) =>
        await turns.IsTakenAsync(db, userId, emailHash, cancellation) ? Taken : null;
}
