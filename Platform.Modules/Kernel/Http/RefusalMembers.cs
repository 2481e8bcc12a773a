using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>What the documents promise of every refusal of an endpoint beside its <c>error</c>, whoever refuses: the endpoint, validation, or the reader of its body.</summary>
/// <param name="Ok"><c>ok: false</c>.</param>
/// <param name="Issues">The failing fields as a list, <c>{code, path, message}</c> each.</param>
internal sealed record RefusalMembers(bool Ok = false, bool Issues = false)
{
    /// <summary>Writes what the endpoint of a request promises; who has not come as far as to an endpoint for users gets the same as everywhere.</summary>
    public static void Write(Utf8JsonWriter json, HttpContext context, Problem problem)
    {
        if (context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<RefusalMembers>() is { } promised
            && (problem.Kind != ProblemKind.Unauthenticated || metadata.GetMetadata<IAllowAnonymous>() is not null))
        {
            promised.Write(json, problem);
        }
    }

    private void Write(Utf8JsonWriter json, Problem problem)
    {
        if (Ok)
        {
            json.WriteBoolean("ok", value: false);
        }

        if (!Issues || problem.Fields is not { } fields)
        {
            return;
        }

        json.WriteStartArray("issues");
        foreach (var (field, message) in fields.SelectMany(f => f.Value.Select(m => (f.Key, m))))
        {
            json.WriteStartObject();
            json.WriteString("code", "custom");
            json.WriteStartArray("path");
            json.WriteStringValue(field);
            json.WriteEndArray();
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

internal static class RefusalConventions
{
    /// <summary>Every refusal says <c>ok: false</c>.</summary>
    public static TBuilder RefusesWithOk<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusalMembers(Ok: true));

    /// <summary>A refusal of fields lists them as <c>issues</c>.</summary>
    public static TBuilder RefusesWithIssues<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusalMembers(Issues: true));
}
