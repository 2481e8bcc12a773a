using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Access;

/// <summary>What must hold after every change of users and of what they may do, whoever makes it and by whichever surface.</summary>
internal interface IRightsRule
{
    /// <summary>Called before a user is read for a change, in its transaction.</summary>
    Task LockAsync(PlatformDb db, Guid userId, CancellationToken cancellation);

    /// <param name="caller">Who makes the change; null for the platform itself and its administrators.</param>
    /// <returns>Why the context may not save what it is about to, or null.</returns>
    Task<Problem?> RefuseAsync(PlatformDb db, Caller? caller, CancellationToken cancellation);
}
