using Microsoft.AspNetCore.Builder;

namespace Platform.Kernel.Access;

/// <summary>The features that a caller of an endpoint must hold, all of them.</summary>
public sealed record RequiredFeatures(IReadOnlyList<string> Features);

public static class AccessConventions
{
    /// <summary>Only callers with all of these features pass; others get 403 and the list.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, params string[] features) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequiredFeatures(features));
}
