using Microsoft.AspNetCore.Builder;

namespace Platform.Kernel.Http;

/// <summary>A query parameter that an endpoint reads by hand: what its document says of it, and which values are refused before the endpoint is asked.</summary>
internal sealed record QueryParameter(string Name, string Description, bool IsNumber = false)
{
    private static readonly string[] Flags = ["true", "false", "1", "0", "yes", "no", "on", "off"];

    /// <summary>All values that there are; null where any text is one.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    public bool IgnoresCase { get; init; }

    /// <summary>Whether it takes several values at once.</summary>
    public bool IsMany { get; init; }

    public bool IsFlag { get; private init; }

    /// <summary>Of a string: <c>date</c>, <c>date-time</c>, <c>uuid</c>; null for any text.</summary>
    public string? Format { get; init; }

    public static QueryParameter OneOf(string name, string description, params IReadOnlyList<string> choices) => new(name, description) { Choices = choices };

    public static QueryParameter AnyOf(string name, string description, params IReadOnlyList<string> choices) => new(name, description) { Choices = choices, IsMany = true };

    public static QueryParameter Flag(string name, string description) => new(name, description) { Choices = Flags, IsFlag = true, IgnoresCase = true };

    public static QueryParameter Time(string name, string description) => new(name, description) { Format = "date-time" };

    public static QueryParameter Id(string name, string description) => new(name, description) { Format = "uuid" };

    /// <returns>What is wrong with the values that were sent, or null.</returns>
    public string? Refuse(IReadOnlyList<string?> sent)
    {
        var wanted = sent.SelectMany(text => string.IsNullOrEmpty(text) ? [] : IsMany ? ValueList.First(text) : [text]);
        return Choices is { } choices && wanted.Any(w => !choices.Contains(w, IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal))
            ? IsFlag ? "must be true or false" : $"must be one of {string.Join(", ", choices)}"
            : null;
    }
}

internal static class QueryParameters
{
    /// <summary>Documents what an endpoint reads from its query by hand.</summary>
    public static TBuilder TakesQuery<TBuilder>(this TBuilder builder, params (string Name, string Description)[] parameters) where TBuilder : IEndpointConventionBuilder =>
        builder.TakesQuery([.. parameters.Select(p => new QueryParameter(p.Name, p.Description, IsNumber: p.Name is "page" or "pageSize" or "limit" or "offset"))]);

    /// <summary>The same, with the values that there are.</summary>
    public static TBuilder TakesQuery<TBuilder>(this TBuilder builder, params QueryParameter[] parameters) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata([.. parameters]);
}
