using Microsoft.AspNetCore.Builder;

namespace Platform.Kernel.Http;

/// <summary>A query parameter that an endpoint reads by hand, for its documentation.</summary>
internal sealed record QueryParameter(string Name, string Description, bool IsNumber);

internal static class QueryParameters
{
    /// <summary>Documents what an endpoint reads from its query by hand.</summary>
    public static TBuilder TakesQuery<TBuilder>(this TBuilder builder, params (string Name, string Description)[] parameters) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata([.. parameters.Select(p => new QueryParameter(p.Name, p.Description, IsNumber: p.Name is "page" or "pageSize"))]);
}
