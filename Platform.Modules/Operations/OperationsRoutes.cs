using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Operations.Access;

namespace Platform.Operations;

/// <summary>How endpoints are put on the operations surface.</summary>
internal static class OperationsRoutes
{
    public static readonly TokenLifetimes Tokens = new(TimeSpan.FromHours(24), TimeSpan.FromDays(7));

    private static readonly RateLimit Limit = new("operations", "OPERATIONS_RATE_LIMIT_PER_HOUR", 5000);

    /// <summary>A group for accounts of the operation center, unless an endpoint says otherwise.</summary>
    public static RouteGroupBuilder MapOperations(this IEndpointRouteBuilder routes)
    {
        var surface = routes.ServiceProvider.GetServices<Surface>().OfType<OperationsSurface>().Single();
        return routes.MapGroup("/api").WithMetadata(surface).WithGroupName(surface.Name).RequireAuthorization().RateLimited(Limit);
    }

    /// <summary>The message of a success.</summary>
    public static TBuilder Says<TBuilder>(this TBuilder builder, string message) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new SuccessMessage(message));

    /// <summary>Only accounts whose roles have the permission pass; others get 403.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder builder, string permission, string message = RequiredPermission.Insufficient) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequiredPermission(permission, message)).Refuses(ProblemKind.Forbidden, permission);
}
