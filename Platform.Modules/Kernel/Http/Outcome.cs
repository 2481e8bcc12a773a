using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Platform.Kernel.Http;

/// <summary>What an endpoint comes to: a value or a problem. The surface writes either in its form.</summary>
public sealed class Outcome<T> : IResult, IEndpointMetadataProvider
{
    internal Outcome(T? value, Problem? problem, int? status = null) => (Value, Problem, Status) = (value, problem, status);

    public T? Value { get; }

    public Problem? Problem { get; }

    /// <summary>The status of this success, where it is not the endpoint's.</summary>
    public int? Status { get; }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var surface = Surface.Of(httpContext);
        return Problem is { } problem
            ? surface.WriteAsync(httpContext, problem)
            : surface.WriteAsync(httpContext, Status ?? SuccessStatus.Of(httpContext.GetEndpoint()), Value);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ResponseBody(typeof(T)));
}

internal static class Outcome
{
    /// <summary>A success that made something, of an endpoint whose other successes did not.</summary>
    public static Outcome<T> Created<T>(T value) => new(value, null, StatusCodes.Status201Created);
}

/// <summary>A success without data.</summary>
public sealed record Nothing
{
    public static readonly Nothing Value = new();
}

/// <summary>The type of an endpoint's data, for its documentation.</summary>
public sealed record ResponseBody(Type Type);

/// <summary>The status of an endpoint's success, where it is not 200.</summary>
public sealed record SuccessStatus(int Status)
{
    public static int Of(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<SuccessStatus>()?.Status ?? StatusCodes.Status200OK;
}

public static class OutcomeConventions
{
    /// <summary>Success is 201.</summary>
    public static TBuilder Creates<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new SuccessStatus(StatusCodes.Status201Created));
}
