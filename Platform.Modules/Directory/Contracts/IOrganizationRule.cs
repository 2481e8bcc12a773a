using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Directory.Contracts;

/// <summary>What a module lets be done to organizations of which it keeps something: asked for every change, by whichever surface it comes.</summary>
internal interface IOrganizationRule
{
    /// <summary>Called within the turn of the tree, with the changes in the context and not yet saved.</summary>
    /// <returns>Why they may not be, or null.</returns>
    Task<Problem?> RefuseAsync(PlatformDb db, CancellationToken cancellation);
}
