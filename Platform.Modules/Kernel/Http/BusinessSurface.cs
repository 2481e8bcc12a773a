using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Platform.Kernel.Http;

/// <summary>The business platform: the body as documented; <c>{error, details?, fieldErrors?, code?}</c>, in the language of the cookie or header <c>locale</c>.</summary>
public sealed class BusinessSurface() : Surface("business", "/api")
{
    public override Task WriteAsync<T>(HttpContext context, int status, T? value) where T : default =>
        WriteJsonAsync(context, status, json => JsonSerializer.Serialize(json, value, Options(context)));

    public override IOpenApiSchema DescribeProblem() => Described(
        ("error", OfType(JsonSchemaType.String)), ("details", OfType(JsonSchemaType.String)),
        ("fieldErrors", OfType(JsonSchemaType.Object)), ("code", OfType(JsonSchemaType.String)));

    public override Task WriteAsync(HttpContext context, Problem problem)
    {
        StampLimit(context, problem);
        return WriteProblemAsync(context, problem);
    }

    private static Task WriteProblemAsync(HttpContext context, Problem problem) => WriteJsonAsync(context, problem.Status, json =>
    {
        var locale = RequestLocale.Of(context.Request);
        json.WriteStartObject();
        json.WriteString("error", ErrorTexts.In(locale, problem.Message));
        if (problem.Details is { } details)
        {
            json.WriteString("details", details);
        }

        if (problem.Fields is { } fields)
        {
            json.WriteStartObject("fieldErrors");
            foreach (var (field, messages) in fields)
            {
                json.WriteString(field, ErrorTexts.In(locale, messages[0]));
            }

            json.WriteEndObject();
        }

        if (problem.Code is { } code)
        {
            json.WriteString("code", code);
        }

        foreach (var (name, value) in problem.Extra ?? new Dictionary<string, object>())
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, Options(context));
        }

        RefusalMembers.Write(json, context, problem);
        json.WriteEndObject();
    });
}
