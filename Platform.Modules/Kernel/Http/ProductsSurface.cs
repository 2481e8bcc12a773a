using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Platform.Kernel.Http;

/// <summary>The product backend at the root: the body as documented; <c>{error: {code, message}}</c>.</summary>
public sealed class ProductsSurface() : Surface("products", "")
{
    public override Task WriteAsync<T>(HttpContext context, int status, T? value) where T : default =>
        WriteJsonAsync(context, status, json => JsonSerializer.Serialize(json, value, Options(context)));

    public override IOpenApiSchema DescribeProblem() => Described(
        ("error", Described(("code", OfType(JsonSchemaType.String)), ("message", OfType(JsonSchemaType.String)))));

    public override Task WriteAsync(HttpContext context, Problem problem) => WriteJsonAsync(context, problem.Status, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", problem.Code ?? JsonNamingPolicy.SnakeCaseUpper.ConvertName(problem.Kind.ToString()));
        json.WriteString("message", problem.Message);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
