using Platform.Kernel.Access;
using Platform.Kernel.Data;

namespace Platform.Operations.Access;

/// <summary>Says whether a caller holds a permission of the operation center, by his roles there as they are now.</summary>
internal sealed class CenterPermissions : IPermissionSource
{
    public string Prefix => RequiredPermission.Prefix;

    public async Task<bool> AllowsAsync(PlatformDb db, Caller caller, string permission, CancellationToken cancellation) =>
        caller.UserId is { } self && await Standing.OfAsync(db, self, cancellation) is { } standing && standing.Has(permission[Prefix.Length..]);
}
