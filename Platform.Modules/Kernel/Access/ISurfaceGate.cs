using Microsoft.AspNetCore.Http;
using Platform.Kernel.Http;

namespace Platform.Kernel.Access;

/// <summary>Says for the endpoints of one surface who asks and whether he may, before anybody looks at the body; the business surface has its own rules.</summary>
internal interface ISurfaceGate
{
    bool Guards(Surface surface);

    /// <summary>Called for whoever is signed in.</summary>
    /// <returns>Why the request goes no further, or null.</returns>
    Task<Problem?> RefuseAsync(HttpContext context, Endpoint endpoint);
}
