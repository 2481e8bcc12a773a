using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Auth.Users;

/// <summary>What is said of an address that somebody else has.</summary>
internal static class EmailRule
{
    public static readonly Problem Taken = Problem.OfField("email", "Email already in use") with { Details = "The address belongs to another user" };

    /// <summary>An administrator may write another's address; his own takes his password and a mail, as everybody's does.</summary>
    public static readonly Problem Own = Problem.OfField("email", "Your own address is changed in your profile");

    public static async Task<Problem?> RefuseAsync(PlatformDb db, Guid userId, byte[] emailHash, CancellationToken cancellation) =>
        await EmailTurn.IsTakenAsync(db, userId, emailHash, cancellation) ? Taken : null;
}
