using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Platform.Kernel.Http;

/// <summary>An id in a path. Where a group refuses what is no id, its handlers need not look.</summary>
public readonly record struct PathId(Guid Value) : IParsable<PathId>
{
    public static implicit operator Guid(PathId id) => id.Value;

    public static PathId Parse(string s, IFormatProvider? provider) => new(Guid.TryParseExact(s, "D", out var id) ? id : Guid.Empty);

    /// <summary>Always succeeds: a text that is no id becomes the empty one, so that the group can say what is wrong.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PathId result)
    {
        result = Parse(s ?? "", provider);
        return true;
    }
}

internal static class PathIds
{
    /// <summary>Answers 400 where one of these parts of the path is no UUID.</summary>
    public static RouteGroupBuilder ExpectsIds(this RouteGroupBuilder group, params string[] names) => group.AddEndpointFilter(async (context, next) =>
    {
        var values = context.HttpContext.Request.RouteValues;
        return names.FirstOrDefault(n => values.TryGetValue(n, out var value) && !Guid.TryParseExact(value as string, "D", out _)) is { } wrong
            ? (Outcome<Nothing>)(Problem.OfField(wrong, "must be a UUID") with { Message = "Invalid identifier" })
            : await next(context);
    });
}
