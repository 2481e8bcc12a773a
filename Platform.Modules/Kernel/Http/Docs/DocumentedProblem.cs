using Microsoft.AspNetCore.Builder;

namespace Platform.Kernel.Http;

/// <summary>A failure that an endpoint documents by its code.</summary>
internal sealed record DocumentedProblem(int Status, string Code);

internal static class DocumentedProblems
{
    /// <summary>Documents the codes with which an endpoint refuses.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, ProblemKind kind, params string[] codes) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata([.. codes.Select(c => new DocumentedProblem((int)kind, c))]);
}
