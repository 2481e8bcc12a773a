using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Kernel.Http;

/// <summary>Where modules put their endpoints on the business surface.</summary>
internal static class BusinessRoutes
{
    /// <summary>A group of endpoints that answer in the surface's form, and are for whoever is signed in unless they say otherwise.</summary>
    public static RouteGroupBuilder MapBusiness(this IEndpointRouteBuilder routes, string path)
    {
        var surface = routes.ServiceProvider.GetServices<Surface>().OfType<BusinessSurface>().Single();
        return routes.MapGroup(path).WithMetadata(surface).WithGroupName(surface.Name).RequireAuthorization();
    }
}
