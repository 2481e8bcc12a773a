using Microsoft.AspNetCore.Builder;
using Platform.Kernel.Data;

namespace Platform.Kernel.Access;

/// <summary>Metadata of an endpoint that says what its caller must hold; undoing what the endpoint did takes the same.</summary>
public interface IRequiredPermissions
{
    IEnumerable<string> Permissions { get; }
}

/// <summary>The features that a caller of an endpoint must hold, all of them.</summary>
public sealed record RequiredFeatures(IReadOnlyList<string> Features) : IRequiredPermissions
{
    IEnumerable<string> IRequiredPermissions.Permissions => Features;
}

/// <summary>Permissions that are no features of the business surface, such as those of the operation center.</summary>
internal interface IPermissionSource
{
    /// <summary>What its permissions begin with.</summary>
    string Prefix { get; }

    /// <summary>Whether the caller holds the permission as it is now, never from memory.</summary>
    Task<bool> AllowsAsync(PlatformDb db, Caller caller, string permission, CancellationToken cancellation);
}

public static class AccessConventions
{
    /// <summary>Only callers with all of these features pass; others get 403 and the list.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, params string[] features) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequiredFeatures(features));
}
